import type { XyFigure, XySeries } from '@labwright/results';
import { html, plainText, type Html } from '../html';
import { numberWords, quantityWords } from '../words/number';
import { withUnit } from '../words/unit';
import { figureFrame, type Caption } from './figure-frame';
import { xAxis, yAxis } from './axis';
import { crossSwatch, keyList, lineSwatch, pointsSwatch, type KeyEntry } from './key';
import { placeMarks, roomForMarks } from './mark-labels';
import { residualsOf } from './residuals';
import { scaleOf, type Scale } from './scale';
import { INK, SMALL, WIDTH, cut, drawSvg } from './svg';
import { numbersOfXy } from './xy-numbers';
import { MOST_POINTS, looksOf, markOption, residualOption, seriesOptions, zeroOption } from './xy-series';

const LEFT = 84;
const RIGHT = 22;
const HEIGHT = 300;
const UNDER = 52;
const RESIDUALS = { gap: 14, height: 92 } as const;
/** Names of axes are cut to this many units. */
const NAME_ROOM = 290;

/** A figure of points, lines and bands, with what lies off a fitted line in a plot of its own below. */
export function xyFigure(figure: XyFigure, options: Caption & { readonly id: string; readonly residuals?: boolean }): Html {
  const { x, y } = scalesOf(figure);
  const off = options.residuals === false ? [] : residualsOf(figure, x, y);
  const room = roomForMarks(figure.marks, WIDTH - LEFT - RIGHT);
  const plot = {
    left: LEFT,
    top: 12 + room.top,
    width: WIDTH - LEFT - RIGHT - room.right,
    height: HEIGHT,
    above: room.top,
  };
  const bottom = plot.top + HEIGHT;
  const below = off.length === 0 ? 0 : RESIDUALS.gap + RESIDUALS.height;
  const looks = looksOf(figure);
  const { labels, unplaced } = placeMarks(figure.marks, { x, y, plot });
  const restScale = scaleOf([0, ...off.flatMap(({ points }) => points.map((point) => point.y))], 'linear');
  const name = (axis: XyFigure['x']) => cut(plainText(withUnit(axis.label, axis.unit)), NAME_ROOM, 13);
  const grid = { left: plot.left, width: plot.width, containLabel: false };
  const svg = drawSvg({
    id: options.id,
    height: bottom + below + UNDER,
    title: figure.title,
    description: descriptionOf(figure),
    option: {
      grid: [
        { ...grid, top: plot.top, height: HEIGHT },
        ...(below > 0 ? [{ ...grid, top: bottom + RESIDUALS.gap, height: RESIDUALS.height }] : []),
      ],
      xAxis: [
        xAxis(x, name(figure.x), { grid: 0, words: below === 0 }),
        ...(below > 0 ? [xAxis(x, name(figure.x), { grid: 1, words: true })] : []),
      ],
      yAxis: [yAxis(y, name(figure.y), 0), ...(below > 0 ? [yAxis(restScale, y.log ? 'Residual (%)' : 'Residual', 1)] : [])],
      series: [
        ...['band', 'line', 'line_and_points', 'points'].flatMap((style) =>
          figure.series
            .filter((series) => series.style === style)
            .flatMap((series) => [...seriesOptions(series, looks.get(series)!, x, y)]),
        ),
        ...figure.marks.flatMap((mark) => [...markOption(mark, x, y)]),
        ...(below > 0 ? [zeroOption(restScale)] : []),
        ...off.map((each) => residualOption(each, [...new Set(figure.series.map(({ group }) => group))], x, restScale)),
      ],
      graphic: labels.map((label) => ({
        type: 'text',
        x: label.x,
        y: label.y,
        style: { text: label.text, fontSize: SMALL, fill: INK, align: label.align, verticalAlign: 'middle' },
      })),
    },
  });
  const more = unplaced.map((mark) => ({
    label: `${mark.label} (${numberWords(mark.at)})`,
    swatch: lineSwatch({ colour: '#555555', dash: [5, 3], symbol: '' }, 1.3),
  }));
  return figureFrame({
    title: figure.title,
    drawing: svg,
    key: keyList([...keyOf(figure, looks), ...more]),
    notes: [...(options.notes ?? barsOf(figure)), ...notesOf(figure, x, y, off.length > 0)],
    numbers: numbersOfXy(figure, options.exportHint ?? null),
  });
}

function scalesOf({ x, y, series, marks }: XyFigure): { readonly x: Scale; readonly y: Scale } {
  const points = series.flatMap((each) => each.points);
  const of = (axis: 'x' | 'y') => marks.filter((mark) => mark.axis === axis).map(({ at }) => at);
  const heights = points.flatMap((point) => [
    point.y,
    ...(point.low === undefined ? [] : [point.low]),
    ...(point.high === undefined ? [] : [point.high]),
  ]);
  return { x: scaleOf([...points.map((point) => point.x), ...of('x')], x.scale), y: scaleOf([...heights, ...of('y')], y.scale) };
}

function keyOf({ series }: XyFigure, looks: ReturnType<typeof looksOf>): readonly KeyEntry[] {
  const flagged = series.some(({ points }) => points.some((point) => point.flagged));
  const entries = series.map((each) => ({ label: each.name, swatch: swatchOf(each, looks) }));
  return [...entries, ...(flagged ? [{ label: 'flagged: left out of the fit, or doubtful', swatch: crossSwatch() }] : [])];
}

function swatchOf(series: XySeries, looks: ReturnType<typeof looksOf>): Html {
  const { style } = series;
  const look = looks.get(series)!;
  if (style === 'points') return pointsSwatch(look);
  if (style === 'band')
    return html`<svg class="swatch" viewBox="-2 -2 26 14" aria-hidden="true">
      <path d="M0,0H22V10H0Z" fill="${look.colour}" fill-opacity="0.25" />
    </svg>`;
  return style === 'line' ? lineSwatch(look) : html`${lineSwatch(look)}${pointsSwatch(look)}`;
}

/** Unless somebody says what they are. */
function barsOf({ series }: XyFigure): readonly string[] {
  const has = series.some(({ style, points }) => style !== 'band' && points.some(({ low }) => low !== undefined));
  return has ? ['Bars are the intervals of the points.'] : [];
}

function notesOf({ series }: XyFigure, x: Scale, y: Scale, residuals: boolean): readonly string[] {
  const points = series.flatMap((each) => each.points);
  const dropped = points.filter((point) => x.of(point.x) === null || y.of(point.y) === null).length;
  const zero = x.log && points.some((point) => point.x === 0);
  const thinnedOut = series.filter((each) => each.points.length > MOST_POINTS).length;
  return [
    ...(zero ? ['The axis is logarithmic; 0 stands half a decade below the lowest value.'] : []),
    ...(dropped > 0
      ? [
          `${dropped} ${dropped === 1 ? 'point has' : 'points have'} no place on a logarithmic axis and ${dropped === 1 ? 'is' : 'are'} in the table only.`,
        ]
      : []),
    ...(residuals ? [`Below: how far each point lies from its line${y.log ? ', in per cent of the line' : ''}.`] : []),
    ...(thinnedOut > 0
      ? [`Long series are thinned to ${MOST_POINTS} points that keep their shape (largest triangle, three buckets).`]
      : []),
  ];
}

function descriptionOf({ x, y, series, marks }: XyFigure): string {
  const each = series.map(
    ({ name, points, style }) =>
      `${name}: ${points.length} ${style === 'line' || style === 'band' ? 'points of a line' : 'points'}${rangeOf(
        points.map((point) => point.y),
        y.unit,
      )}`,
  );
  const lines = marks.map(({ label, at, axis }) => `${label} at ${quantityWords(at, (axis === 'x' ? x : y).unit)}`);
  const shown = each.slice(0, 12);
  const more = each.length > shown.length ? [`and ${each.length - shown.length} more`] : [];
  return `${withUnit(y.label, y.unit)} against ${withUnit(x.label, x.unit)}. ${[...shown, ...more, ...lines].join('; ')}.`;
}

function rangeOf(values: readonly number[], unit: string): string {
  const finite = values.filter((value) => Number.isFinite(value));
  if (finite.length === 0) return '';
  const [low, high] = finite.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)] as const, [Infinity, -Infinity] as const);
  return `, from ${numberWords(low)} to ${quantityWords(high, unit)}`;
}
