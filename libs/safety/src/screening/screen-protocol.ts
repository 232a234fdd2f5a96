import type { AllowList } from '../lists/allowed-organisms';
import { findingsIn, type TextField } from './screen-text';
import { unread, verdictOn, type ScreeningFinding, type ScreeningVerdict } from './verdict';

/** Fields of a protocol by the name of the property; what is not named here is an id, a condition or a unit, and read like an id. */
const FIELD_OF: Readonly<Record<string, TextField>> = {
  title: 'title',
  purpose: 'purpose',
  instruction: 'instruction',
  question: 'instruction',
  say: 'say',
  why: 'why',
  hazards: 'hazard',
  ppe: 'hazard',
  prompt: 'prompt',
  expect: 'prompt',
  note: 'note',
  sample: 'sample',
  basis: 'registration',
  reference: 'registration',
  doi: 'source_title',
  url: 'source_title',
};
/** A `title` or `name` within one of these. */
const WITHIN: Readonly<Record<string, Readonly<Record<string, TextField>>>> = {
  sources: { title: 'source_title' },
  parameters: { title: 'parameter_title' },
  materials: { name: 'material' },
  organisms: { name: 'organism' },
};
/** Nesting that is followed; the compiler's own bound is smaller. */
const MAX_DEPTH = 64;
/** Findings of one document: whoever decides has seen enough by then. */
const MAX_FINDINGS = 200;

interface Place {
  readonly path: string;
  readonly field: TextField;
  /** The list that it is in, such as `materials`. */
  readonly within: string | null;
  readonly depth: number;
}

/**
 * Screens every text of a protocol: title, purpose, instructions, what is said, why, prompts, materials, organisms, samples, sources,
 * registration, ids, and the names of fields. Takes any JSON value, so that a document which is no protocol yet is screened as well.
 */
export function screenProtocol(document: unknown, policy: { readonly allow?: AllowList | undefined } = {}): ScreeningVerdict {
  const findings: ScreeningFinding[] = [];
  // The same text in the same field says the same: ids stand in many places.
  const known = new Map<string, boolean>();
  const read = (text: string, { path, field }: Place): void => {
    const key = `${field}\n${text}`;
    if (known.get(key) === false || findings.length >= MAX_FINDINGS) return;
    const found = findingsIn(text, field, { path, ...(policy.allow ? { allow: policy.allow } : {}) });
    known.set(key, found.length > 0);
    findings.push(...found.slice(0, MAX_FINDINGS - findings.length));
  };
  const walk = (value: unknown, place: Place): void => {
    if (typeof value === 'string') return read(value, place);
    if (typeof value !== 'object' || value === null) return;
    if (place.depth > MAX_DEPTH) {
      if (findings.length < MAX_FINDINGS)
        findings.push(unread('depth', place.path, `what is nested deeper than ${MAX_DEPTH} levels is not screened`));
      return;
    }
    if (Array.isArray(value)) {
      for (const [i, each] of value.entries()) walk(each, { ...place, path: `${place.path}/${i}`, depth: place.depth + 1 });
      return;
    }
    for (const [name, each] of Object.entries(value)) {
      const path = `${place.path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (!Object.hasOwn(FIELD_OF, name)) read(name, { ...place, path, field: 'id' });
      const field = WITHIN[place.within ?? '']?.[name] ?? (Object.hasOwn(FIELD_OF, name) ? FIELD_OF[name] : undefined) ?? 'id';
      walk(each, {
        path,
        field,
        within: Object.hasOwn(WITHIN, name) ? name : Array.isArray(each) ? null : place.within,
        depth: place.depth + 1,
      });
    }
  };
  walk(document, { path: '', field: 'id', within: null, depth: 0 });
  return verdictOn(findings);
}
