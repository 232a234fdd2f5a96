import { summarize } from '@labwright/analysis';
import type { AnalysisWell } from '@labwright/protocol';
import type { Series, TimePoint } from './record-view';
import type { ResultFlag } from './result';

/** Wells that belong together: the replicates of a sample, or all wells of a role that names no sample. */
export interface WellGroup {
  readonly name: string;
  readonly wells: readonly AnalysisWell[];
}

/** In the order of the wells. */
export function groupsOf(wells: readonly AnalysisWell[]): readonly WellGroup[] {
  const groups = new Map<string, AnalysisWell[]>();
  for (const well of wells) {
    const name = well.sample ?? well.role;
    const group = groups.get(name);
    if (group) group.push(well);
    else groups.set(name, [well]);
  }
  return [...groups].map(([name, members]) => ({ name, wells: members }));
}

/** Median of the wells of each series that has one of them. */
export function medianCurve(series: readonly Series[], wells: readonly AnalysisWell[]): readonly TimePoint[] {
  return series.flatMap(({ hours, values }) => {
    const summary = summarize(wells.flatMap(({ well }) => values.get(well) ?? []));
    return summary.kind === 'ok' ? [{ hours, value: summary.median }] : [];
  });
}

export function wellCurve(series: readonly Series[], well: string): readonly TimePoint[] {
  return series.flatMap(({ hours, values }) => {
    const value = values.get(well);
    return value === undefined ? [] : [{ hours, value }];
  });
}

/** A flag for each well of which something was left out because it was not `ok`. */
export function leftOutFlags(series: readonly Series[], wells: readonly AnalysisWell[]): readonly ResultFlag[] {
  return wells.flatMap(({ well, sample }): ResultFlag[] => {
    const reasons = series.flatMap(({ leftOut }) => leftOut.get(well) ?? []);
    if (reasons.length === 0) return [];
    const why = `${reasons.length} of ${series.length} readings left out: ${[...new Set(reasons)].slice(0, 3).join('; ')}`;
    return [{ well, sample, what: 'excluded', why }];
  });
}

/** The last series in which every well has a good value; where there is none, the one with the most, of these the last. */
export function lastComplete(series: readonly Series[], wells: readonly AnalysisWell[]): Series | null {
  const good = ({ values }: Series): number => wells.filter(({ well }) => values.has(well)).length;
  return series.reduce<Series | null>((best, each) => (good(each) > 0 && (!best || good(each) >= good(best)) ? each : best), null);
}
