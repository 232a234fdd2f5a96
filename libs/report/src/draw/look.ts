/** Colours that people who see few colours tell apart (Okabe and Ito, "Color Universal Design", 2008), without the yellow that paper swallows. */
const COLOURS = ['#0072B2', '#D55E00', '#009E73', '#8B4A8B', '#B07700', '#1F9CCF', '#111111'] as const;
/** Paths in a box of 10; they tell groups apart where there is no colour. */
const SYMBOLS = [
  'M0,5A5,5 0 1 0 10,5A5,5 0 1 0 0,5Z',
  'M0.5,0.5H9.5V9.5H0.5Z',
  'M5,0L10,9.5H0Z',
  'M5,-0.5L10.5,5L5,10.5L-0.5,5Z',
  'M0,0.5H10L5,10Z',
  'M3.5,0H6.5V3.5H10V6.5H6.5V10H3.5V6.5H0V3.5H3.5Z',
] as const;
const DASHES = [[], [7, 3], [2, 3], [9, 3, 2, 3], [5, 2, 5, 5]] as const;
/** What is doubtful, or was left out. */
export const CROSS = 'M1,0L5,4L9,0L10,1L6,5L10,9L9,10L5,6L1,10L0,9L4,5L0,1Z';

export interface Look {
  readonly colour: string;
  readonly symbol: string;
  readonly dash: readonly number[];
}

/** Look of the nth group of a drawing: colour, shape and line differ, so that a grey print tells groups apart too. */
export function lookOf(n: number): Look {
  return {
    colour: COLOURS[n % COLOURS.length] ?? COLOURS[0],
    symbol: SYMBOLS[n % SYMBOLS.length] ?? SYMBOLS[0],
    dash: dashOf(n),
  };
}

/** Strokes of the nth of several lines. */
export function dashOf(n: number): readonly number[] {
  return DASHES[n % DASHES.length] ?? [];
}

/** Light to dark, of even steps in lightness, so that grey paper keeps the order: from ColorBrewer's YlGnBu. */
const RAMP = ['#ffffe0', '#e3f4c4', '#b5e0b9', '#78c6be', '#45a8c0', '#2f80b3', '#2a549b', '#1b2a63'] as const;

/** Colour of a part of a range, 0 to 1. */
export function heat(part: number): string {
  const along = Math.min(1, Math.max(0, part)) * (RAMP.length - 1);
  const [low, high] = [channels(Math.floor(along)), channels(Math.ceil(along))];
  const mixed = low.map((value, i) => Math.round(value + ((high[i] ?? value) - value) * (along % 1)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** Letters on the colour of that part of a range. */
export function inkOn(part: number): string {
  return part > 0.6 ? '#ffffff' : '#111111';
}

function channels(step: number): readonly number[] {
  const colour = RAMP[step] ?? RAMP[0];
  return [1, 3, 5].map((from) => Number.parseInt(colour.slice(from, from + 2), 16));
}
