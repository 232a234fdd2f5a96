import { canonicalHash } from '@labwright/protocol';

/** A step as somebody wrote it. */
export interface WrittenStep {
  readonly id: string;
  /** JSON pointer into the document. */
  readonly path: string;
  /** SHA-256 of its own fields; steps in it are not among them, and neither is where it stands. */
  readonly content: string;
}

/** Nesting that is followed; the compiler's own bound is smaller. */
const MAX_DEPTH = 16;

/**
 * All steps of a document with an id, nested ones too, in reading order, by their ids; of two of one id the first. Takes any JSON value: what
 * is no list of steps has none. Also for a draft, whose steps are in one list.
 */
export function writtenSteps(document: unknown): ReadonlyMap<string, WrittenStep> {
  const found = new Map<string, WrittenStep>();
  const visit = (steps: unknown, path: string, depth: number): void => {
    if (!Array.isArray(steps) || depth > MAX_DEPTH) return;
    for (const [i, step] of steps.entries()) {
      if (!isRecord(step)) continue;
      const at = `${path}/${i}`;
      const { id, body, cases, else: otherwise, ...own } = step;
      const conditions = Array.isArray(cases) ? cases.map((each: unknown) => (isRecord(each) ? (each['when'] ?? null) : null)) : undefined;
      if (typeof id === 'string' && !found.has(id))
        found.set(id, { id, path: at, content: canonicalHash({ ...own, ...(conditions ? { cases: conditions } : {}) }) });
      visit(body, `${at}/body`, depth + 1);
      if (Array.isArray(cases))
        for (const [j, each] of cases.entries()) if (isRecord(each)) visit(each['steps'], `${at}/cases/${j}/steps`, depth + 1);
      if (isRecord(otherwise)) visit(otherwise['steps'], `${at}/else/steps`, depth + 1);
    }
  };
  if (isRecord(document)) visit(document['steps'], '/steps', 1);
  return found;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
