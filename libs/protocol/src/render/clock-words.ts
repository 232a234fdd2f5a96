const SECOND = 1_000;
const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [SECOND, 's'],
] as const;

/** Time for people, its two largest units: `20 s`, `1 min 20 s`, `12 h 5 min`, `1 d 2 h`. For what is exact, `durationTitle` has the decimals. */
export function clockWords(ms: number): string {
  const rounded = Math.round(ms / SECOND) * SECOND;
  const first = UNITS.findIndex(([size]) => rounded >= size);
  if (first === -1) return '0';
  let left = rounded;
  const words = UNITS.slice(first, first + 2).flatMap(([size, unit]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count > 0 ? [`${count} ${unit}`] : [];
  });
  return words.join(' ');
}
