/** One axis of a drawing: values stand at 0, its begin, to 1, its end. */
export interface Scale {
  readonly log: boolean;
  readonly ticks: readonly { readonly at: number; readonly value: number }[];
  /** Where a value stands; null where it has no place on the axis. */
  of(value: number): number | null;
  /** The value that stands there. */
  valueAt(at: number): number;
}

const TICKS = 6;

/** From lowest to highest of `values`, with some room, on round numbers. Values that are not finite do not count. */
export function scaleOf(values: readonly number[], kind: 'linear' | 'log'): Scale {
  const finite = values.filter((value) => Number.isFinite(value));
  return kind === 'log' && finite.some((value) => value > 0) ? logScale(finite) : linearScale(finite);
}

function linearScale(values: readonly number[]): Scale {
  let [low, high] = rangeOf(values);
  // A range near 0 begins there: a bar of nothing is part of the picture.
  if (low > 0 && low < (high - low) * 0.5) low = 0;
  // What differs by less than rounding does is the same.
  if (high - low <= Math.abs(high) * 1e-9) [low, high] = low === 0 ? [0, 1] : [low - Math.abs(low) * 0.1, high + Math.abs(high) * 0.1];
  const step = roundStep((high - low) / TICKS);
  const [first, last] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => {
    const value = Number(((first + i) * step).toPrecision(12));
    return { at: i / (last - first), value };
  });
  const [min, span] = [first * step, (last - first) * step];
  return {
    log: false,
    ticks,
    of: (value) => (Number.isFinite(value) ? (value - min) / span : null),
    valueAt: (at) => min + at * span,
  };
}

/** A dose of nothing stands half a decade below the lowest, as pharmacologists draw it, and is marked 0. */
function logScale(values: readonly number[]): Scale {
  const [low, high] = rangeOf(values.filter((value) => value > 0)).map(Math.log10) as [number, number];
  const nothing = values.includes(0) ? low - 0.5 : null;
  const [min, max] = [(nothing ?? low) - 0.08, Math.max(high, low + 0.3) + 0.08];
  const mantissas = max - min <= 2 ? [1, 2, 5] : max - min <= 4 ? [1, 3] : [1];
  const stride = Math.max(1, Math.ceil((max - min) / 10));
  const part = (power: number) => (power - min) / (max - min);
  const ticks: { at: number; value: number }[] = nothing === null ? [] : [{ at: part(nothing), value: 0 }];
  for (let power = Math.floor(min); power <= Math.ceil(max); power++) {
    for (const mantissa of power % stride === 0 ? mantissas : []) {
      const value = Number(`${mantissa}e${power}`);
      const at = Math.log10(value);
      if (at >= (nothing === null ? min : low - 0.2) && at <= max) ticks.push({ at: part(at), value });
    }
  }
  return {
    log: true,
    ticks,
    of: (value) => (value > 0 && Number.isFinite(value) ? part(Math.log10(value)) : value === 0 && nothing !== null ? part(nothing) : null),
    valueAt: (at) => 10 ** (min + at * (max - min)),
  };
}

/** Without spreading a long list over the stack. */
function rangeOf(values: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return low <= high ? [low, high] : [0, 1];
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((each) => each * power >= rough * (1 - 1e-9)) ?? 10;
  return factor * power;
}
