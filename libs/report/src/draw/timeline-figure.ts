import type { Span, TimelineItem } from '../document';
import { plainText, type Html } from '../html';
import { at, durationWords, type Moment } from '../words/time';
import { figureFrame } from './figure-frame';
import { boxSwatch, crossSwatch, keyList, pointsSwatch } from './key';
import { CROSS } from './look';
import { shapesOption } from './plate-figure';
import { FAINT, GRID, INK, SMALL, WIDTH, cut, drawSvg, widthOf } from './svg';
import { lanesOf, type Bar, type Lane } from './timeline-lanes';
import { scaleOf } from './scale';
import { numberWords } from '../words/number';

const LEFT = 150;
const RIGHT = 20;
const TOP = 14;
const ROW = 22;
const BAR = 15;
const GAP = 8;
const UNDER = 48;
const DIAMOND = 'M5,-0.5L10.5,5L5,10.5L-0.5,5Z';
const WARN = '#B23A00';

/** Fill and line of each kind of bar; they differ in lightness and line too. */
const LOOK = {
  person: { fill: '#1f3a5f', stroke: '#10233d' },
  work: { fill: '#6f9fc8', stroke: '#2c5d8a' },
  hold: { fill: '#d4e6f5', stroke: '#2c5d8a' },
  access: { fill: '#ffffff', stroke: '#2c5d8a' },
  wait: { fill: '#ffffff', stroke: '#555555', lineDash: [3, 2] },
  around: { fill: '#f3eedd', stroke: '#8a7a44' },
} as const;

type Shape = Record<string, unknown>;

export interface DrawnTimeline {
  readonly id: string;
  readonly items: readonly TimelineItem[];
  readonly holds: readonly Span[];
  readonly pauses: readonly Span[];
  readonly start: Moment;
  /** End of the run, or the last moment that is known of it. */
  readonly end: Moment;
  /** Only this stretch, milliseconds since the start. */
  readonly stretch?: { readonly from: number; readonly to: number };
  readonly numbers: Html | null;
}

/** When each step was under way, by person and instrument: what happened, not what was planned. */
export function timelineFigure({ id, items, holds, pauses, start, end, stretch, numbers }: DrawnTimeline): Html {
  const [from, until] = [at(start), Math.max(at(end), at(start) + 1000)];
  const [unit, name] = until - from > 7_200_000 ? [3_600_000, 'h'] : until - from > 180_000 ? [60_000, 'min'] : [1000, 's'];
  const shown = stretch ?? { from: 0, to: until - from };
  const within = items.filter(
    (item) => item.start !== null && at(item.start) - from <= shown.to && (item.end === null || at(item.end) - from >= shown.from),
  );
  const lanes = lanesOf(within, from, until);
  const scale = scaleOf([shown.from / unit, shown.to / unit], 'linear');
  const across = (ms: number) => LEFT + Math.min(1, Math.max(0, scale.of(ms / unit) ?? 0)) * (WIDTH - LEFT - RIGHT);
  const tops = lanes.map((_, i) => TOP + lanes.slice(0, i).reduce((sum, lane) => sum + lane.rows * ROW + GAP, 0));
  const bottom = TOP + lanes.reduce((sum, lane) => sum + lane.rows * ROW + GAP, 0);
  const stood = [...holds, ...pauses].map((span) => ({
    from: across(at(span.from) - from),
    to: across((span.to === null ? until : at(span.to)) - from),
  }));
  const shapes: Shape[] = [
    ...stood.map((span): Shape =>
      rect(span.from, TOP - 4, Math.max(2, span.to - span.from), bottom - TOP, { fill: '#f6d9d2', stroke: 'none' }),
    ),
    ...scale.ticks.flatMap(({ value: place }) => [
      line(across(place * unit), TOP - 4, across(place * unit), bottom, GRID),
      text(numberWords(place), across(place * unit), bottom + 12, { align: 'center' }),
    ]),
    text(`Lab time since the start (${name})`, (LEFT + WIDTH - RIGHT) / 2, bottom + 34, { align: 'center' }),
    ...lanes.flatMap((lane, i) => laneShapes(lane, tops[i] ?? TOP, across)),
  ];
  const title = stretch ? 'The busiest stretch of it' : 'What happened when';
  const svg = drawSvg({
    id,
    height: bottom + UNDER,
    title,
    description: descriptionOf(lanes, shown.to - shown.from, holds),
    option: { series: [shapesOption(shapes)] },
  });
  return figureFrame({
    title,
    drawing: svg,
    key: keyOf(lanes, stood.length > 0),
    notes: ['Bars that are shorter than a line are drawn as a line.'],
    numbers,
  });
}

function laneShapes({ name, bars, rows }: Lane, top: number, across: (ms: number) => number): readonly Shape[] {
  const label = text(cut(plainText(name), LEFT - 12, SMALL), LEFT - 8, top + (rows * ROW) / 2, { align: 'right' });
  const rule = line(8, top + rows * ROW + GAP / 2 - 2, WIDTH - RIGHT, top + rows * ROW + GAP / 2 - 2, GRID);
  return [rule, label, ...bars.flatMap((bar) => barShapes(bar, top + bar.row * ROW + (ROW - BAR) / 2, across))];
}

function barShapes({ item, from, to, open }: Bar, y: number, across: (ms: number) => number): readonly Shape[] {
  const zero = at(item.start!) - from;
  const [x, end] = [across(from), across(to)];
  const wide = Math.max(1.5, end - x);
  const look = lookOf(item);
  const bar = rect(x, y, wide, BAR, open ? { ...look, lineDash: [4, 2] } : look);
  const held = item.hold && spanOf(item.hold.from, item.hold.to ?? item.end, to, zero);
  const hold = held ? [rect(across(held.from), y, Math.max(1, across(held.to) - across(held.from)), BAR, LOOK.hold)] : [];
  const gaps = item.interruptions
    .map((each) => spanOf(each.from, each.to, to, zero))
    .map((gap) => rect(across(gap.from), y + 1, Math.max(1, across(gap.to) - across(gap.from)), BAR - 2, { fill: '#ffffff' }));
  const waits = item.waits
    .map((each) => spanOf(each.from, each.to ?? item.start, from, zero))
    .filter((wait) => wait.to > wait.from)
    .map((wait) => rect(across(wait.from), y + 3, Math.max(1, across(wait.to) - across(wait.from)), BAR - 6, LOOK.wait));
  const said = cut(plainText(item.title), wide - 8, SMALL);
  const ink = hold.length > 0 || look !== LOOK.person ? INK : '#ffffff';
  const words = said !== '' && widthOf(said, SMALL) <= wide - 6 ? [text(said, x + 4, y + BAR / 2, { fill: ink })] : [];
  const signs = [
    ...(item.deviations.length > 0 ? [sign(DIAMOND, x + wide / 2, y - 1, WARN)] : []),
    ...(item.status === 'failed' || item.troubles.length > 0 ? [sign(CROSS, x + wide / 2, y + BAR / 2 - 5, WARN)] : []),
  ];
  return [...waits, bar, ...hold, ...gaps, ...words, ...signs];
}

function lookOf({ kind, lane, inserted }: TimelineItem) {
  if (inserted) return LOOK.access;
  if (kind === 'repeat' || kind === 'decision') return LOOK.around;
  if (kind === 'wait') return LOOK.hold;
  return lane.kind === 'person' ? LOOK.person : LOOK.work;
}

function spanOf(from: Moment, to: Moment | null, last: number, zero: number): { readonly from: number; readonly to: number } {
  return { from: at(from) - zero, to: to === null ? last : at(to) - zero };
}

const rect = (x: number, y: number, width: number, height: number, style: Shape): Shape => ({
  type: 'rect',
  shape: { x, y, width, height },
  style,
});
const line = (x1: number, y1: number, x2: number, y2: number, stroke: string): Shape => ({
  type: 'line',
  shape: { x1, y1, x2, y2 },
  style: { stroke },
});
const sign = (pathData: string, x: number, y: number, fill: string): Shape => ({
  type: 'path',
  shape: { pathData, x: x - 5, y, width: 10, height: 10 },
  style: { fill, stroke: '#ffffff' },
});
const text = (content: string, x: number, y: number, style: Shape): Shape => ({
  type: 'text',
  style: { text: content, x, y, fontSize: SMALL, fill: INK, verticalAlign: 'middle', ...style },
});

function keyOf(lanes: readonly Lane[], stood: boolean): Html | null {
  const items = lanes.flatMap(({ bars }) => bars.map(({ item }) => item));
  const has = (what: (item: TimelineItem) => boolean) => items.some(what);
  const box = ({ fill, stroke }: { fill: string; stroke: string }) => boxSwatch(fill, stroke);
  return keyList([
    ...(has(({ lane }) => lane.kind === 'person') ? [{ label: 'a person at work', swatch: box(LOOK.person) }] : []),
    ...(has((item) => lookOf(item) === LOOK.work) ? [{ label: 'an instrument at work', swatch: box(LOOK.work) }] : []),
    ...(has(({ hold, kind }) => hold !== null || kind === 'wait')
      ? [{ label: 'holding, or waiting as the protocol says', swatch: box(LOOK.hold) }]
      : []),
    ...(has(({ inserted }) => inserted) ? [{ label: 'access for a move', swatch: box(LOOK.access) }] : []),
    ...(has((item) => lookOf(item) === LOOK.around) ? [{ label: 'a repeat or a decision', swatch: box(LOOK.around) }] : []),
    ...(has(({ waits }) => waits.length > 0) ? [{ label: 'waited for something', swatch: boxSwatch('#ffffff', FAINT, [3, 2]) }] : []),
    ...(stood ? [{ label: 'the run stood still', swatch: boxSwatch('#f6d9d2', '#f6d9d2') }] : []),
    ...(has(({ deviations }) => deviations.length > 0)
      ? [{ label: 'deviation', swatch: pointsSwatch({ colour: WARN, symbol: DIAMOND, dash: [] }) }]
      : []),
    ...(has(({ troubles, status }) => troubles.length > 0 || status === 'failed') ? [{ label: 'trouble', swatch: crossSwatch(WARN) }] : []),
  ]);
}

function descriptionOf(lanes: readonly Lane[], lengthMs: number, holds: readonly Span[]): string {
  const each = lanes.map(({ name, bars }) => `${name}: ${bars.length} ${bars.length === 1 ? 'step' : 'steps'}`);
  const stood = holds.length === 0 ? '' : ` The run was held ${holds.length === 1 ? 'once' : `${holds.length} times`}.`;
  return `Bars over ${durationWords(lengthMs)} of lab time. ${each.join('; ')}.${stood}`;
}
