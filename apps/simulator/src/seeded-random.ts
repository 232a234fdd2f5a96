/**
 * Numbers in [0, 1) that are the same for the same seed and name, on every machine. One stream for each device: what one device draws
 * changes nothing for another.
 * Source: mulberry32 by Tommy Ettinger (public domain); the name is mixed in by 32-bit FNV-1a (Fowler, Noll, Vo).
 */
export function seededRandom(seed: number, name: string): () => number {
  let state = (seed ^ fnv1a(name)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
