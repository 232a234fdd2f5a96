import { BUILTIN_ALLOW_LIST, type AllowList } from './lists/allowed-organisms';

/** What may be named in a protocol without asking, for people and models to choose from: the built-in list and what the site allows beside it. */
export interface AllowedNames {
  readonly organisms: readonly { readonly name: string; readonly strains: readonly string[] | 'any' }[];
  readonly vectors: readonly string[];
  readonly inserts: readonly string[];
}

export function allowedNames(allow: Partial<AllowList> = {}): AllowedNames {
  const organisms = [...BUILTIN_ALLOW_LIST.organisms, ...(allow.organisms ?? [])];
  return {
    organisms: organisms.map(({ name, strains }) => ({ name, strains })),
    vectors: [...BUILTIN_ALLOW_LIST.vectors, ...(allow.vectors ?? [])],
    inserts: [...BUILTIN_ALLOW_LIST.inserts, ...(allow.inserts ?? [])],
  };
}
