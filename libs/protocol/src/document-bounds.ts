import type { Findings } from './findings';
import type { DocumentPath } from './pointer';

/** Largest text of a protocol, bytes of UTF-8. */
export const MAX_TEXT_BYTES = 10 * 1024 * 1024;
/** Deepest nesting of lists and objects: eight decisions in each other, and what is in the innermost step. */
export const MAX_DEPTH = 48;
/** Most values in one document, so that no input can keep the compiler busy for long. */
export const MAX_VALUES = 300_000;

/** Why a single value is not one of JSON's, or undefined. */
function notJson(value: unknown): string | undefined {
  if (value === null || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${value} is not a finite number`;
  if (typeof value === 'string') return !/\p{Surrogate}/u.test(value) ? undefined : 'text with half a surrogate pair is not Unicode';
  if (value === undefined) return 'a field or list item has no value; leave it out or write null';
  if (typeof value !== 'object') return `a ${typeof value} is no JSON value`;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null
    ? undefined
    : 'only plain objects and lists are JSON values';
}

/**
 * Whether a value is plain JSON within the bounds above; says what is wrong, at most once a place. A document that fails is read no further:
 * it has no canonical form. A circular object shows as one that is nested too deep.
 */
export function checkDocumentBounds(document: unknown, findings: Findings): boolean {
  const open: { value: unknown; path: DocumentPath }[] = [{ value: document, path: [] }];
  let seen = 0;
  let sound = true;
  const fault = (path: DocumentPath, message: string) => {
    sound = false;
    findings.add('E_SCHEMA', path, message);
  };
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, path } = next;
    seen += 1;
    const reason = notJson(value);
    if (reason) fault(path, reason);
    else if (typeof value === 'object' && value !== null) {
      if (seen + open.length > MAX_VALUES) {
        fault([], `the document has more than ${MAX_VALUES} values`);
        return false;
      }
      if (path.length >= MAX_DEPTH) {
        fault(path.slice(0, MAX_DEPTH), `nested deeper than ${MAX_DEPTH} levels`);
        return false;
      }
      for (const [key, child] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
        if (key === '__proto__') fault([...path, key], 'a field may not be called "__proto__"');
        else open.push({ value: child, path: [...path, key] });
      }
    }
  }
  return sound;
}
