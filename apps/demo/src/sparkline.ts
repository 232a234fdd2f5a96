const BLOCKS = '▁▂▃▄▅▆▇█';

/** The last values as a row of blocks, the lowest as the smallest; empty for fewer than two. */
export function sparkline(values: readonly number[], most = 24): string {
  const shown = values.slice(-most);
  if (shown.length < 2) return '';
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const level = (value: number) => Math.round(((value - low) / (high - low || 1)) * (BLOCKS.length - 1));
  return shown.map((value) => BLOCKS[level(value)] ?? '').join('');
}
