import { clockWords } from './clock-words';

/** From lab time to pixels. */
export interface Scale {
  readonly x: (ms: number) => number;
  /** Stretches that are drawn shorter than they are, lab milliseconds; empty where everything is to scale. */
  readonly breaks: readonly { readonly startMs: number; readonly endMs: number }[];
  /** Moments to write at the axis, rising, far enough apart. */
  readonly ticks: readonly number[];
}

export interface ScaleInput {
  readonly totalMs: number;
  /** Starts and ends of everything that is drawn, in any order. */
  readonly moments: readonly number[];
  /** The shortest that has to be seen. */
  readonly shortestMs: number;
  readonly left: number;
  readonly width: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Distances between ticks that people count in. */
const DISTANCES = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 30, 100].map((n) => n * DAY),
];
/** Pixels: of the least bar that is seen and of one that has room for words, between two ticks, and the most and least of one stretch of a broken axis. */
const SEEN = 8;
const ROOMY = 60;
const BETWEEN_TICKS = 78;
const STRETCH = { most: 110, least: 3 };

/**
 * To scale where the shortest bar can be seen so. Otherwise the axis is broken: stretches in which nothing begins or ends are cut to a length
 * that leaves room for the others, which stay in proportion to each other.
 */
export function scaleOf(input: ScaleInput): Scale {
  const { totalMs, shortestMs, width } = input;
  return totalMs <= 0 || (shortestMs / totalMs) * width >= SEEN ? evenScale(input) : brokenScale(input);
}

function evenScale({ totalMs, left, width }: ScaleInput): Scale {
  const whole = Math.max(totalMs, 1);
  const distance = DISTANCES.find((each) => (each / whole) * width >= BETWEEN_TICKS) ?? whole;
  const ticks = Array.from({ length: Math.floor(whole / distance) + 1 }, (_, i) => i * distance);
  return { x: (ms) => left + (ms / whole) * width, breaks: [], ticks };
}

function brokenScale({ totalMs, moments, shortestMs, left, width }: ScaleInput): Scale {
  const inside = moments.filter((ms) => ms > 0 && ms < totalMs).map((ms) => Math.round(ms));
  const at = [...new Set([0, ...inside, Math.round(totalMs)])].toSorted((a, b) => a - b);
  const lengths = at.slice(1).map((ms, i) => ms - (at[i] ?? 0));
  const pixels = (ms: number, perMs: number) => Math.min(STRETCH.most, Math.max(STRETCH.least, ms * perMs));
  const filling = densityFor(width, (density) => lengths.reduce((sum, ms) => sum + pixels(ms, density), 0));
  const perMs = Math.min(filling, ROOMY / Math.max(1, shortestMs));
  const drawn = spread(
    lengths.map((ms) => pixels(ms, perMs)),
    width,
  );
  const edges = [left];
  for (const px of drawn) edges.push((edges.at(-1) ?? left) + px);
  const x = (ms: number): number => {
    const i = Math.max(
      0,
      Math.min(
        lengths.length - 1,
        at.findLastIndex((edge) => edge <= ms),
      ),
    );
    const share = (ms - (at[i] ?? 0)) / Math.max(1, lengths[i] ?? 1);
    const [low, high] = [edges[i] ?? left, edges[i + 1] ?? left];
    return Math.min(left + width, low + Math.max(0, share) * (high - low));
  };
  const breaks = lengths.flatMap((ms, i) => {
    const startMs = at[i] ?? 0;
    return ms * perMs > STRETCH.most ? [{ startMs, endMs: startMs + ms }] : [];
  });
  const ticks: number[] = [];
  for (const ms of at) {
    const last = ticks.at(-1);
    const isFree = last === undefined || (x(ms) - x(last) >= BETWEEN_TICKS && clockWords(ms) !== clockWords(last));
    // One at the very end has its words to the left of it.
    if (isFree && (last === undefined || x(ms) < left + width - BETWEEN_TICKS / 2 || x(ms) - x(last) >= 1.5 * BETWEEN_TICKS))
      ticks.push(ms);
  }
  return { x, breaks, ticks };
}

/** What is left of the width goes to the stretches that are cut; where none is, to all. */
function spread(drawn: readonly number[], width: number): readonly number[] {
  const sum = drawn.reduce((total, px) => total + px, 0);
  const cut = drawn.filter((px) => px === STRETCH.most).length;
  const left = width - sum;
  if (cut === 0 || left < 0) return drawn.map((px) => (px * width) / sum);
  return drawn.map((px) => (px === STRETCH.most ? px + left / cut : px));
}

/** Pixels a millisecond that fill the width; `total` rises with them up to a bound. */
function densityFor(width: number, total: (density: number) => number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2;
    if (total(middle) < width) low = middle;
    else high = middle;
  }
  return low;
}
