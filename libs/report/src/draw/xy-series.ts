import type { XyFigure, XyMark, XyPoint, XySeries } from '@labwright/results';
import type { CustomSeriesOption, LineSeriesOption, ScatterSeriesOption, SeriesOption } from 'echarts';
import { CROSS, dashOf, lookOf, type Look } from './look';
import type { Residuals } from './residuals';
import type { Scale } from './scale';
import { FAINT } from './svg';
import { thinned } from './thin';

/** Points of one series that are drawn at most. */
export const MOST_POINTS = 400;

type Place = { readonly x: number; readonly y: number; readonly point: XyPoint };

/** Points of a series with their places on the axes; those that have none there are left out. */
export function placesOf(series: XySeries, x: Scale, y: Scale): readonly Place[] {
  const places = series.points.flatMap((point) => {
    const [across, up] = [x.of(point.x), y.of(point.y)];
    return across === null || up === null ? [] : [{ x: across, y: up, point }];
  });
  if (series.style === 'points' && places.length <= MOST_POINTS) return places;
  const flagged = places.filter(({ point }) => point.flagged);
  const inOrder = places.toSorted((a, b) => a.x - b.x);
  const kept = thinned(inOrder, MOST_POINTS);
  return [...kept, ...flagged.filter((place) => !kept.includes(place))].toSorted((a, b) => a.x - b.x);
}

/** Look of each series: colour and shape of its group; lines of one group differ in their strokes, and so do groups that are lines alone. */
export function looksOf({ series }: XyFigure): ReadonlyMap<XySeries, Look> {
  const groups = [...new Set(series.map(({ group }) => group))];
  return new Map(
    groups.flatMap((group, i) => {
      const own = series.filter((each) => each.group === group);
      const first = own.some(({ style }) => style === 'points') ? 0 : i;
      const lines = own.filter(({ style }) => style === 'line' || style === 'line_and_points');
      return own.map((each) => [each, { ...lookOf(i), dash: dashOf(first + Math.max(0, lines.indexOf(each))) }] as const);
    }),
  );
}

/** What the library draws of one series: what lies behind comes first. */
export function seriesOptions(series: XySeries, look: Look, x: Scale, y: Scale): readonly SeriesOption[] {
  if (series.style === 'band') return [bandOption(series, look, x, y)];
  const places = placesOf(series, x, y);
  const good = places.filter(({ point }) => !point.flagged);
  const flagged = places.filter(({ point }) => point.flagged);
  const options: SeriesOption[] = [];
  if (series.style !== 'points') options.push(lineOption(series.style === 'line' ? places : good, look));
  if (series.style === 'line') return options;
  const ranged = places.filter(({ point }) => point.low !== undefined || point.high !== undefined);
  if (ranged.length > 0) options.push(barsOption(ranged, look, y));
  options.push(scatter(good, look.symbol, look.colour, 8));
  if (flagged.length > 0) options.push(scatter(flagged, CROSS, look.colour, 10));
  return options;
}

function scatter(places: readonly { x: number; y: number }[], symbol: string, colour: string, size: number): ScatterSeriesOption {
  return {
    type: 'scatter',
    symbol: `path://${symbol}`,
    symbolSize: size,
    clip: false,
    itemStyle: { color: colour, opacity: 0.85 },
    data: places.map((place) => [place.x, place.y]),
  };
}

function lineOption(places: readonly { x: number; y: number }[], { colour, dash }: Look): LineSeriesOption {
  return {
    type: 'line',
    showSymbol: false,
    clip: false,
    lineStyle: { color: colour, width: 2, type: dash.length === 0 ? 'solid' : [...dash] },
    data: places.map((place) => [place.x, place.y]),
  };
}

/** Its edges on the axes; a bound that has no place there ends at the axis. */
function bandOption({ points }: XySeries, { colour }: Look, x: Scale, y: Scale): CustomSeriesOption {
  const edges = thinned(
    points.flatMap((point) => {
      const across = x.of(point.x);
      if (across === null) return [];
      return [{ x: across, y: y.of(point.low ?? point.y) ?? 0, high: y.of(point.high ?? point.y) ?? 1 }];
    }),
    MOST_POINTS,
  );
  const outline = [...edges.map((edge) => [edge.x, edge.y]), ...edges.toReversed().map((edge) => [edge.x, edge.high])];
  return {
    type: 'custom',
    silent: true,
    data: outline.length === 0 ? [] : [outline[0] ?? []],
    renderItem: (_, api) => ({
      type: 'polygon',
      shape: { points: outline.map((place) => api.coord(place)) },
      style: { fill: colour, opacity: 0.18 },
    }),
  };
}

function barsOption(places: readonly Place[], { colour }: Look, y: Scale): CustomSeriesOption {
  return {
    type: 'custom',
    silent: true,
    data: places.map((place) => [
      place.x,
      place.y,
      y.of(place.point.low ?? place.point.y) ?? 0,
      y.of(place.point.high ?? place.point.y) ?? 1,
    ]),
    renderItem: (_, api) => {
      const [[left = 0, low = 0], [, high = 0]] = [api.coord([api.value(0), api.value(2)]), api.coord([api.value(0), api.value(3)])];
      const stroke = (x1: number, y1: number, x2: number, y2: number) =>
        ({ type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: colour, lineWidth: 1.2 } }) as const;
      return {
        type: 'group',
        children: [stroke(left, low, left, high), stroke(left - 3, low, left + 3, low), stroke(left - 3, high, left + 3, high)],
      };
    },
  };
}

/** Straight lines across the figure. */
export function markOption({ axis, at }: XyMark, x: Scale, y: Scale): readonly LineSeriesOption[] {
  const place = (axis === 'x' ? x : y).of(at);
  if (place === null) return [];
  const ends = axis === 'x' ? [[place, 0], [place, 1]] : [[0, place], [1, place]]; // prettier-ignore
  return [{ type: 'line', showSymbol: false, clip: false, lineStyle: { color: FAINT, width: 1.3, type: [5, 3] }, data: ends }];
}

/** Distances from the lines, in the plot below; `groups` in the order of the figure. */
export function residualOption({ group, points }: Residuals, groups: readonly string[], x: Scale, rest: Scale): ScatterSeriesOption {
  const { symbol, colour } = lookOf(groups.indexOf(group));
  const places = points.flatMap((point) => {
    const [across, up] = [x.of(point.x), rest.of(point.y)];
    return across === null || up === null ? [] : [{ x: across, y: up }];
  });
  return { ...scatter(thinned(places, MOST_POINTS), symbol, colour, 7), xAxisIndex: 1, yAxisIndex: 1 };
}

/** The line that a point would lie on without any distance. */
export function zeroOption(rest: Scale): LineSeriesOption {
  const zero = rest.of(0) ?? 0;
  const line = { color: FAINT, width: 1.3, type: 'solid' } as const;
  return { type: 'line', xAxisIndex: 1, yAxisIndex: 1, showSymbol: false, clip: false, lineStyle: line, data: [[0, zero], [1, zero]] }; // prettier-ignore
}
