/** The answer when data do not suffice: a value, not an exception, because a plate with too few good wells is an expected outcome. */
export interface Insufficient {
  readonly kind: 'insufficient';
  /** One sentence for people: what is missing. */
  readonly why: string;
}

export function insufficient(why: string): Insufficient {
  return { kind: 'insufficient', why };
}
