import type { Plan } from '../plan';
import type { Protocol } from '../protocol.schema';
import { element, escaped, text } from './svg';
import { timelineOf, WAITS, type Bar, type Timeline } from './timeline-bars';
import { legendOf } from './timeline-legend';
import { BAND, FAINT, INK, LEFT, patterns, RIGHT, ROW, SMALL, WIDTH } from './timeline-look';
import { rowsOf } from './timeline-rows';
import { clockWords } from './clock-words';
import { scaleOf, type Scale } from './timeline-scale';
import { barOf, branchOf, repeatOf, unattendedOf, windowOf, windowPlace } from './timeline-shapes';

export interface TimelineInput {
  readonly protocol: Pick<Protocol, 'title' | 'name' | 'version'>;
  /** Of the same protocol, for the fleet on which it is to be done. */
  readonly plan: Plan;
}

const AXIS_Y = 84;
const LANE_GAP = 6;

/** What one lane has in it: `draw` gives its shapes below a height. */
interface Lane {
  readonly name: string;
  readonly rows: number;
  readonly draw: (y: number) => readonly string[];
}

/**
 * A plan as a timeline, SVG of 1280 px: lanes for people, instruments, waits and decisions, bars in expected lab time, windows as brackets,
 * repeats as shaded blocks with their first round, stretches that need nobody, and a list of all steps. Self-contained: no font, script, style
 * sheet or link from elsewhere, and text of the author is text. The same input gives the same bytes.
 */
export function renderTimeline({ protocol, plan }: TimelineInput): string {
  const timeline = timelineOf(plan);
  const seen = timeline.bars.filter(({ step }) => !step.inserted && step.expectedMs > 0).map(({ step }) => step.expectedMs);
  const scale = scaleOf({
    totalMs: timeline.totalMs,
    moments: momentsOf(timeline),
    shortestMs: seen.reduce((least, ms) => Math.min(least, ms), timeline.totalMs),
    left: LEFT,
    width: WIDTH - LEFT - RIGHT,
  });
  const bands = timeline.repeats.reduce((most, { depth }) => Math.max(most, depth + 1), 0);
  const freeY = AXIS_Y + 6;
  const bandY = (depth: number) => freeY + BAND + 2 + depth * BAND;
  const lanes = lanesOf(timeline, scale);
  let bottom = bandY(bands) + 4;
  const drawn = lanes.map(({ name, rows, draw }) => {
    const y = bottom;
    bottom += rows * ROW + LANE_GAP;
    return { name, y, rows, shapes: draw(y) };
  });
  const legend = legendOf(timeline, bottom + 26);
  const height = bottom + 26 + legend.height;
  const content = [
    element('title', {}, escaped(`Timeline of ${protocol.title}`)),
    patterns(),
    element('rect', { x: 0, y: 0, width: WIDTH, height, fill: '#ffffff' }),
    ...headLines({ protocol, plan }, scale),
    ...timeline.repeats.map((repeat) => repeatOf(repeat, scale, { bottom, bandY: bandY(repeat.depth) })),
    ...axisLines(scale, timeline.totalMs, bottom),
    ...timeline.unattended.map((span) => unattendedOf(span, scale, freeY)),
    ...drawn.flatMap(({ name, y, rows }) => laneLines(name, y, rows)),
    ...drawn.flatMap(({ shapes }) => shapes),
    legend.content,
  ];
  const attributes = { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${WIDTH} ${height}`, width: WIDTH, height, role: 'img' };
  return `${element('svg', { ...attributes, 'font-family': 'Helvetica, Arial, sans-serif', fill: INK }, `\n${content.join('\n')}\n`)}\n`;
}

function momentsOf({ bars, repeats, branches }: Timeline): readonly number[] {
  const spans = [...bars, ...branches].flatMap(({ startMs, endMs }) => [startMs, endMs]);
  return [...spans, ...repeats.flatMap(({ startMs, roundEndMs, endMs }) => [startMs, roundEndMs, endMs])];
}

/** People first, then instruments, then waits, decisions and windows. */
function lanesOf({ bars, branches, windows }: Timeline, scale: Scale): readonly Lane[] {
  const { x } = scale;
  const rank = ({ step, lane }: Bar) => (lane === WAITS ? 2 : step.kind === 'operation' ? 1 : 0);
  const names = [...new Set(bars.toSorted((a, b) => rank(a) - rank(b)).map(({ lane }) => lane))];
  const lanes = names.map((name): Lane => {
    const own = bars.filter(({ lane }) => lane === name);
    // A hair between two that follow one another, so that rounding makes no row.
    const { rows, count } = rowsOf(own.map(({ startMs, endMs }) => ({ from: x(startMs) + 0.01, to: Math.max(x(endMs), x(startMs)) })));
    return { name, rows: count, draw: (y) => own.map((bar, i) => barOf(bar, scale, y + (rows[i] ?? 0) * ROW)) };
  });
  if (branches.length > 0)
    lanes.push({
      name: 'decisions',
      rows: branches.length,
      draw: (y) => branches.map((branch, i) => branchOf(branch, scale, y + i * ROW)),
    });
  if (windows.length > 0) {
    const { rows, count } = rowsOf(windows.map((window) => windowPlace(window, scale)));
    lanes.push({
      name: 'windows',
      rows: count,
      draw: (y) => windows.map((window, i) => windowOf(window, scale, y + (rows[i] ?? 0) * ROW)),
    });
  }
  return lanes;
}

function headLines({ protocol, plan }: TimelineInput, { breaks }: Scale): readonly string[] {
  const { title, name, version } = protocol;
  const about = `${name} ${version}, protocol ${plan.protocolHash.slice(0, 12)}; about ${clockWords(plan.expectedMs)} of lab time`;
  const note = breaks.length > 0 ? '; stretches marked // are drawn shorter than they are' : '';
  const room = WIDTH - 32;
  return [
    text(title, 16, 28, { 'font-size': 18, 'font-weight': 'bold' }, room),
    text(`${about}${note}`, 16, 48, { 'font-size': 12, fill: FAINT }, room),
  ];
}

function laneLines(name: string, y: number, rows: number): readonly string[] {
  const bottom = y + rows * ROW + LANE_GAP / 2;
  return [
    text(name, LEFT - 10, y + ROW / 2 + 4, { 'font-size': 12, 'text-anchor': 'end', 'font-weight': 'bold' }, LEFT - 16),
    element('line', { x1: 8, y1: bottom, x2: WIDTH - RIGHT, y2: bottom, stroke: '#cccccc' }),
  ];
}

function axisLines({ x, breaks, ticks }: Scale, totalMs: number, bottom: number): readonly string[] {
  const end = x(totalMs);
  const line = element('line', { x1: LEFT, y1: AXIS_Y, x2: end, y2: AXIS_Y, stroke: INK });
  return [
    line,
    ...ticks.flatMap((ms) => [
      element('line', { x1: x(ms), y1: AXIS_Y - 5, x2: x(ms), y2: bottom, stroke: '#e3e3e3' }),
      element('line', { x1: x(ms), y1: AXIS_Y - 5, x2: x(ms), y2: AXIS_Y, stroke: INK }),
      text(clockWords(ms), x(ms), AXIS_Y - 9, { 'font-size': SMALL, 'text-anchor': x(ms) > WIDTH - 60 ? 'end' : 'middle' }),
    ]),
    ...breaks.map(({ startMs, endMs }) => {
      const middle = (x(startMs) + x(endMs)) / 2;
      const slash = (at: number) =>
        element('line', { x1: at - 3, y1: AXIS_Y + 6, x2: at + 3, y2: AXIS_Y - 6, stroke: INK, 'stroke-width': 1.5 });
      const gap = element('rect', { x: middle - 4, y: AXIS_Y - 2, width: 8, height: 4, fill: '#ffffff' });
      return gap + slash(middle - 4) + slash(middle + 4);
    }),
  ];
}
