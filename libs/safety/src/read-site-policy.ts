import { parse } from 'yaml';
import { MAX_POLICY_TEXT, SitePolicySchema, type SitePolicy } from './site-policy.schema';

/** A policy, or everything that is wrong with its text: the place, and what is allowed there. */
export type ReadPolicy = { readonly policy: SitePolicy } | { readonly faults: readonly string[] };

/** Reads the text of a policy, YAML or JSON. Never throws for what is wrong with the text. */
export function readSitePolicy(text: string): ReadPolicy {
  if (text.length > MAX_POLICY_TEXT) return { faults: [`the file has ${text.length} characters; at most ${MAX_POLICY_TEXT} are read`] };
  let document: unknown;
  try {
    // Aliases are bounded, so that a small file cannot become a large one.
    document = parse(text, { maxAliasCount: 100 });
  } catch (error) {
    return { faults: [(error as Error).message] };
  }
  const read = SitePolicySchema.safeParse(document);
  if (read.success) return { policy: read.data };
  return { faults: read.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`) };
}
