import { hasWell, type LabwareType } from '@labwright/labware';

/** Letters to insert, drop, change or swap with their neighbour (Damerau, optimal string alignment). */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, (last[j - 1] ?? 0) + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? a.length;
}

/** Names that are looked at; a list can have thousands, and each comparison takes time in the square of its length. */
const MAX_NAMES = 1_000;

/** The name most like `wrong`, if one is near enough to be a slip: a third of its length at most. Ties go to the first. */
export function nearest(wrong: string, names: readonly string[]): string | undefined {
  if (wrong.length > 64) return undefined;
  const limit = Math.max(1, Math.floor(wrong.length / 3));
  let best: { name: string; far: number } | undefined;
  for (const name of names.slice(0, MAX_NAMES)) {
    if (Math.abs(name.length - wrong.length) > limit) continue;
    const far = distance(wrong.toLowerCase(), name.toLowerCase());
    if (far <= limit && (!best || far < best.far)) best = { name, far };
  }
  return best?.name;
}

/** `did you mean "x"?`, as a field to spread into a diagnostic. */
export function didYouMean(wrong: string, names: readonly string[]): { suggestion?: string } {
  const name = nearest(wrong, names);
  return name === undefined ? {} : { suggestion: `did you mean "${name}"?` };
}

/** The same for a well that is written in another way, such as `a1`, `A01` or `1A`. */
export function wellMeant(type: Pick<LabwareType, 'rows' | 'columns'>, wrong: string): { suggestion?: string } {
  const [, before = '', row = '', after = ''] = /^\s*(\d*)\s*([A-Za-z])[\s-]*(\d*)\s*$/.exec(wrong) ?? [];
  const well = `${row.toUpperCase()}${Number(after || before)}`;
  return hasWell(type, well) ? { suggestion: `did you mean "${well}"?` } : {};
}
