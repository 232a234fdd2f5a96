import { bend, bendBound, fitLine, type Line, type Point } from './linear-regression';

/** A stretch of a growth curve with the line through its logarithms. */
export interface ExponentialWindow {
  readonly points: readonly Point[];
  readonly line: Line;
  /** False when no window is straight and this one is only the least bent. */
  readonly straight: boolean;
}

/** A bend is significant at this confidence. */
const BEND_CONFIDENCE = 0.99;
/** Windows slower than this part of the steepest are lag or plateau. */
const SLOWEST_PART = 0.5;
/** Residuals this small against the rise are rounding. */
const ROUNDING = 1e-10;

/**
 * The exponential part of a growth curve: x in hours, y the natural logarithm of the optical density, in order of time.
 * Rule: of all windows of `minPoints` or more neighbours that rise at least half as fast as the steepest window of `minPoints`, the longest
 * whose quadratic and cubic terms are not significant at 99 %; of equally long ones that with the highest R squared, then the earliest. Lengths are tried
 * from the whole down, each a tenth shorter. If all are bent (as data without noise are), the window of `minPoints` with the highest R
 * squared. Taking the longest, not the best fit, keeps the interval of the slope honest: a window picked for its fit looks too exact.
 */
export function exponentialWindow(points: readonly Point[], minPoints: number): ExponentialWindow | undefined {
  const shortest = windowsOf(points, minPoints);
  const steepest = Math.max(...shortest.map(({ line }) => line.slope));
  const fastEnough = ({ line }: ExponentialWindow): boolean => line.slope > 0 && line.slope >= SLOWEST_PART * steepest;
  for (let length = points.length; length >= minPoints; length = shorter(length, minPoints)) {
    const found = best(windowsOf(points, length).filter((window) => window.straight && fastEnough(window)));
    if (found) return found;
  }
  return best(shortest.filter(fastEnough));
}

function shorter(length: number, minPoints: number): number {
  return length > minPoints ? Math.max(Math.min(Math.floor(length * 0.9), length - 1), minPoints) : 0;
}

function windowsOf(points: readonly Point[], length: number): readonly ExponentialWindow[] {
  const windows: ExponentialWindow[] = [];
  const bound = bendBound(BEND_CONFIDENCE, length - 4);
  for (let start = 0; start + length <= points.length; start += 1) {
    const part = points.slice(start, start + length);
    const line = fitLine(part);
    if (line.kind === 'ok') windows.push({ points: part, line, straight: isStraight(part, line, bound) });
  }
  return windows;
}

function isStraight(points: readonly Point[], line: Line, bound: number): boolean {
  const rise = Math.abs(line.slope) * ((points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0));
  return line.residualDeviation <= ROUNDING * rise || bend(points, line) <= bound;
}

function best(windows: readonly ExponentialWindow[]): ExponentialWindow | undefined {
  return windows.reduce<ExponentialWindow | undefined>(
    (found, window) => (found && found.line.rSquared >= window.line.rSquared ? found : window),
    undefined,
  );
}
