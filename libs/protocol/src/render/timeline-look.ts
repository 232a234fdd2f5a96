/** Measures of a timeline, pixels. */
export const WIDTH = 1280;
export const LEFT = 132;
export const RIGHT = 24;
export const ROW = 24;
export const BAR = 14;
/** From the top of a row to that of its bar; the number of a narrow bar stands above it. */
export const BAR_TOP = 8;
export const BAND = 17;
export const SMALL = 11;
export const TINY = 9;
export const INK = '#1a1a1a';
export const FAINT = '#5a5a5a';
const EDGE = '#2c5d8a';

/** Fill and line of each kind of bar. They differ in lightness and line, so that a print in black and white tells them apart. */
export const LOOK = {
  person: { fill: '#1f3a5f', stroke: '#10233d' },
  hold: { fill: '#a9cbe8', stroke: EDGE },
  work: { fill: 'url(#work)', stroke: EDGE },
  access: { fill: '#ffffff', stroke: EDGE },
  wait: { fill: '#ffffff', stroke: FAINT, 'stroke-dasharray': '3 2' },
  branch: { fill: '#ffffff', stroke: '#7a5a00', 'stroke-dasharray': '4 2' },
  repeat: { fill: '#f3eedd', stroke: '#8a7a44' },
  rounds: { fill: 'url(#rounds)', stroke: 'none' },
  free: { fill: 'url(#free)', stroke: 'none' },
} as const;

/** The patterns that `LOOK` names. */
export function patterns(): string {
  const striped = (id: string, ground: string, line: string, size: number) =>
    `<pattern id="${id}" width="${size}" height="${size}" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
    `<rect width="${size}" height="${size}" fill="${ground}"/><line x1="0" y1="0" x2="0" y2="${size}" stroke="${line}" stroke-width="2"/></pattern>`;
  return `<defs>${striped('work', '#d9e8f5', '#6f9fc8', 5)}${striped('rounds', '#f3eedd', '#ddd2ab', 9)}${striped('free', '#ffffff', '#b9c7b0', 6)}</defs>`;
}
