import type { EventView } from './running-lab';

/**
 * Follows labware and reservations through the record of several runs, and gives each moment at which a nest held two pieces of labware, or
 * was reserved by two runs, in words. It knows nothing of how the lab decides: only `labware.moved`, `nest.reserved` and `nest.released`.
 */
export function crowdedNests(events: readonly EventView[]): readonly string[] {
  const at = new Map<string, string>();
  const held = new Map<string, Set<string>>();
  const reserved = new Map<string, Set<string>>();
  const found: string[] = [];
  const isNest = (place: string) => place.includes('.');
  const ofPlace = (map: Map<string, Set<string>>, place: string): Set<string> => {
    const known = map.get(place) ?? new Set<string>();
    map.set(place, known);
    return known;
  };
  for (const { type, run, data, cursor } of events) {
    const text = (key: string) => String(data[key]);
    if (type === 'labware.moved') {
      const piece = `${run}/${text('labware')}`;
      ofPlace(held, at.get(piece) ?? 'bench').delete(piece);
      at.set(piece, text('to'));
      const there = ofPlace(held, text('to')).add(piece);
      if (isNest(text('to')) && there.size > 1) found.push(`${cursor}: ${text('to')} holds ${[...there].join(' and ')}`);
    } else if (type === 'nest.reserved') {
      const runs = ofPlace(reserved, text('place')).add(run ?? '');
      if (runs.size > 1) found.push(`${cursor}: ${text('place')} is reserved by ${[...runs].join(' and ')}`);
    } else if (type === 'nest.released') ofPlace(reserved, text('place')).delete(run ?? '');
  }
  return found;
}
