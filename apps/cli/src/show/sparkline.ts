const BLOCKS = '▁▂▃▄▅▆▇█';

/** The last values as a row of blocks, the lowest as the smallest; empty for fewer than two. */
export function sparkline(values: readonly number[], most = 24): string {
  const shown = values.slice(-most);
  if (shown.length < 2) return '';
  const low = Math.min(...shown);
  const span = Math.max(...shown) - low || 1;
  return shown.map((value) => BLOCKS[Math.round(((value - low) / span) * (BLOCKS.length - 1))]).join('');
}
