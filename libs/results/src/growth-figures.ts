import { summarize, type Insufficient } from '@labwright/analysis';
import type { AnalysisWell, PlanLabware } from '@labwright/protocol';
import type { Axis, Figure, XyPoint, XySeries } from './figure';
import { densityAt, evenly, type GrowthFit } from './growth-fit';
import { plateFigure } from './plate-figure';
import type { Series, TimePoint } from './record-view';
import { lastComplete, type WellGroup } from './well-groups';
import { xyFigure } from './xy-figure';

/** More samples than these cannot be told apart by colour. */
const MOST_GROUPS = 12;
export const HOURS: Axis = { label: 'Time since the start of the run', unit: 'h', scale: 'linear' };

interface Fitted {
  readonly fit: GrowthFit | Insufficient;
}

export interface GrowthDrawing extends Fitted {
  /** Name of the reading, and what was done with it. */
  readonly label: string;
  /** UCUM. */
  readonly unit: string;
  readonly series: readonly Series[];
  readonly labware: PlanLabware | null;
  readonly wells: readonly AnalysisWell[];
  readonly curve: readonly TimePoint[];
  readonly groups: readonly (WellGroup & Fitted & { readonly curve: readonly TimePoint[] })[];
  readonly each: readonly (AnalysisWell & Fitted)[];
}

/** Curves with fits, residuals, rates over the plate, and the plate as it was read last. */
export function growthFigures({
  label,
  unit,
  series,
  labware,
  wells,
  curve,
  fit,
  groups,
  each,
}: GrowthDrawing): readonly (Figure | null)[] {
  const shown =
    groups.length > 1 && groups.length <= MOST_GROUPS
      ? groups
      : [{ name: groups.length === 1 ? (groups[0]?.name ?? '') : 'median', wells, curve, fit }];
  const last = lastComplete(series, wells);
  const flagged = new Set(each.flatMap((well) => (well.fit.kind === 'ok' && !well.fit.growth.window.straight ? [well.well] : [])));
  return [
    xyFigure({
      id: 'curves',
      title: `${label} over time`,
      x: HOURS,
      y: { label, unit, scale: 'log' },
      series: shown.flatMap((group) => [...bandOf(series, group), lineOf(group), ...fitLineOf(group)]),
    }),
    xyFigure({
      id: 'residuals',
      title: 'Residuals of the fit',
      x: HOURS,
      y: { label: `ln ${label} less the line`, unit: '', scale: 'linear' },
      series: shown.flatMap(residualsOf),
      marks: [{ axis: 'y', at: 0, label: 'the line' }],
    }),
    plateFigure(labware, {
      id: 'rates',
      title: 'Growth rate of each well',
      label: 'Growth rate',
      unit: '/h',
      values: new Map(each.map((well) => [well.well, well.fit.kind === 'ok' ? well.fit.growth.rate : null])),
      flagged,
    }),
    last && lastPlate(labware, wells, last, label, unit),
  ];
}

/** The plate of one series, with wells that had no good value. */
export function lastPlate(
  labware: PlanLabware | null,
  wells: readonly AnalysisWell[],
  { values, hours, leftOut }: Series,
  reading: string,
  unit: string,
): Figure | null {
  return plateFigure(labware, {
    id: 'plate',
    title: `${reading} at ${hours.toFixed(1)} h`,
    label: reading,
    unit,
    values: new Map(wells.map(({ well }) => [well, values.get(well) ?? null])),
    flagged: new Set(leftOut.keys()),
  });
}

/** From the lowest to the highest well of a group of three or more. */
export function bandOf(series: readonly Series[], { name, wells }: WellGroup): readonly XySeries[] {
  if (wells.length < 3) return [];
  const points = series.flatMap(({ hours, values }): XyPoint[] => {
    const summary = summarize(wells.flatMap(({ well }) => values.get(well) ?? []));
    return summary.kind === 'ok' ? [{ x: hours, y: summary.median, low: summary.min, high: summary.max }] : [];
  });
  return [{ name: `${name}, lowest to highest of ${wells.length} wells`, style: 'band', group: name, points }];
}

export function lineOf({ name, wells, curve }: WellGroup & { readonly curve: readonly TimePoint[] }): XySeries {
  const points = evenly(curve).map(({ hours, value }) => ({ x: hours, y: value }));
  return { name: wells.length > 1 ? `${name}, median` : name, style: 'line_and_points', group: name, points };
}

function fitLineOf({ name, fit }: WellGroup & Fitted): readonly XySeries[] {
  if (fit.kind !== 'ok') return [];
  const { fromHours, toHours } = fit.growth.window;
  return [{ name: `${name}, fit`, style: 'line', group: name, points: [fromHours, toHours].map((x) => ({ x, y: densityAt(fit, x) })) }];
}

function residualsOf({ name, fit }: WellGroup & Fitted): readonly XySeries[] {
  if (fit.kind !== 'ok') return [];
  const points = fit.points.map(({ hours, value }) => ({ x: hours, y: Math.log(value / densityAt(fit, hours)) }));
  return [{ name, style: 'points', group: name, points }];
}
