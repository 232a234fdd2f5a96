import { insufficient, type Insufficient } from './insufficient';
import { callMic, type Mic, type MicControls, type MicWell } from './mic';

/** What replicate series agree on, doses in their unit. */
export interface MicOfReplicates {
  readonly kind: 'ok';
  /** The commonest MIC; of equally common ones the higher. */
  readonly mode: number;
  /** Of the mode. */
  readonly beyond: Mic['beyond'];
  /** Null when a series ended beyond its doses. */
  readonly geometricMean: number | null;
  /** Lowest and highest, their ends of series counted as they are. */
  readonly lowest: number;
  readonly highest: number;
  /** log2(highest / lowest); 1 or less is what a good test has. */
  readonly doublings: number;
  readonly series: readonly Mic[];
  /** Why series were not readable. */
  readonly unreadable: readonly string[];
}

/**
 * Reads all wells of one strain: the first well of every dose is one series, the second another, and so on.
 * Source: ISO 20776-2:2021 (agreement within one doubling); mode and geometric mean as usual for MICs.
 */
export function micOfReplicates(wells: readonly MicWell[], controls: MicControls): MicOfReplicates | Insufficient {
  const calls = seriesOf(wells).map((series) => callMic(series, controls));
  const series = calls.filter((call): call is Mic => call.kind === 'ok');
  const unreadable = calls.flatMap((call) => (call.kind === 'insufficient' ? [call.why] : []));
  const [first] = series;
  if (!first) return insufficient(unreadable[0] ?? 'there is no well');
  const key = ({ value, beyond }: Mic): string => `${beyond ?? ''} ${value}`;
  const times = (mic: Mic): number => series.filter((other) => key(other) === key(mic)).length;
  const mode = series.reduce(
    (best, mic) => (times(mic) > times(best) || (times(mic) === times(best) && mic.value > best.value) ? mic : best),
    first,
  );
  const values = series.map(({ value }) => value);
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const inside = series.every(({ beyond }) => beyond === null);
  return {
    kind: 'ok',
    mode: mode.value,
    beyond: mode.beyond,
    geometricMean: inside ? Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length) : null,
    lowest,
    highest,
    doublings: Math.log2(highest / lowest),
    series,
    unreadable,
  };
}

function seriesOf(wells: readonly MicWell[]): readonly (readonly MicWell[])[] {
  const series: MicWell[][] = [];
  const used = new Map<number, number>();
  for (const well of wells) {
    const index = used.get(well.dose) ?? 0;
    used.set(well.dose, index + 1);
    (series[index] ??= []).push(well);
  }
  return series;
}
