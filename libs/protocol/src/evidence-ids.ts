import type { EvidenceInput } from './simple-step.schema';

/**
 * Ids that tell the evidence of a step apart, one for each item: a number's own, else `confirm`, `barcode-plate`, `lot-iptg`, and `confirm-2`
 * for a second one.
 */
export function evidenceIds(items: readonly EvidenceInput[]): readonly string[] {
  const own = new Set(items.flatMap((item) => (item.kind === 'number' && item.id !== undefined ? [item.id] : [])));
  const taken = new Map<string, number>();
  return items.map((item) => {
    if (item.kind === 'number' && item.id !== undefined) return item.id;
    const name = item.kind === 'barcode' || item.kind === 'lot' ? `${item.kind}-${item.of}` : item.kind;
    let times = taken.get(name) ?? 0;
    let id = name;
    do {
      times += 1;
      id = times === 1 ? name : `${name}-${times}`;
    } while (own.has(id));
    taken.set(name, times);
    return id;
  });
}
