import { durationTitle } from '../step-title';
import { element, text, titled, widthOf } from './svg';
import type { Bar, Branch, RepeatBlock, Span, Window } from './timeline-bars';
import { BAND, BAR, BAR_TOP, FAINT, LEFT, LOOK, RIGHT, SMALL, TINY, WIDTH } from './timeline-look';
import { clockWords } from './clock-words';
import type { Scale } from './timeline-scale';

/** The least that is drawn of a bar, pixels. */
const LEAST = 2;

function box(x1: number, x2: number, y: number, height: number, look: Readonly<Record<string, string>>): string {
  return element('rect', { x: x1, y, width: Math.max(LEAST, x2 - x1), height, ...look });
}

/** Where it is in time, for a title. */
export function whenWords({ startMs, endMs }: Span): string {
  return `from ${clockWords(startMs)}, about ${clockWords(endMs - startMs)}`;
}

/** A step: what comes before its hold is hatched; what an instrument does around a move is an outline. */
export function barOf(bar: Bar, { x }: Scale, y: number): string {
  const { step, number, startMs, endMs, holdsFromMs } = bar;
  const [from, to, top] = [x(startMs), x(endMs), y + BAR_TOP];
  const labelled = holdsFromMs === null || to - x(holdsFromMs) < 40 ? from : x(holdsFromMs);
  const look = step.inserted ? LOOK.access : step.kind === 'wait' ? LOOK.wait : step.kind === 'operation' ? LOOK.work : LOOK.person;
  const hold = holdsFromMs === null ? '' : box(x(holdsFromMs), to, top, BAR, LOOK.hold);
  const ink = look === LOOK.person ? '#ffffff' : undefined;
  const label = step.inserted ? '' : labelOf(`${number} ${step.title}`, number, { from: labelled, to, y }, ink);
  const title = `${number} ${step.title}\n${whenWords(bar)}${step.inserted ? ', by itself' : ''}`;
  return titled(title, `${box(from, to, top, BAR, look)}${hold}${label}`);
}

/** Number and title where they fit in the bar, or the number, or the number above it. */
function labelOf(long: string, short: string, { from, to, y }: { from: number; to: number; y: number }, fill?: string): string {
  const room = to - from - 4;
  const middle = y + BAR_TOP + BAR / 2 + 4;
  if (widthOf(short, SMALL) > room) return text(short, (from + to) / 2, y + BAR_TOP - 1, { 'font-size': TINY, 'text-anchor': 'middle' });
  const content = room > widthOf(short, SMALL) + 40 ? long : short;
  return text(content, from + 3, middle, { 'font-size': SMALL, ...(fill ? { fill } : {}) }, room);
}

/** A repeat behind everything: its first round plain, the others hatched, with its name and bound in a band above. */
export function repeatOf(repeat: RepeatBlock, { x }: Scale, place: { readonly bottom: number; readonly bandY: number }): string {
  const { step, number, startMs, endMs, roundEndMs } = repeat;
  const [from, turn, to] = [x(startMs), x(roundEndMs), Math.max(x(endMs), x(startMs) + LEAST)];
  const { bandY, bottom } = place;
  const height = bottom - bandY;
  const rounds = step.expectedRounds === undefined ? '' : `, about ${Number(step.expectedRounds.toFixed(1))} rounds expected`;
  const most = [durationTitle(step.atMostMs), ...(step.maxIterations === null ? [] : [`${step.maxIterations} rounds`])].join(' or ');
  const label = `${number} ${step.title} (at most ${most}${rounds})`;
  const first = element('rect', { x: from, y: bandY, width: to - from, height, ...LOOK.repeat });
  const rest = to - turn > 1 ? element('rect', { x: turn, y: bandY + BAND, width: to - turn, height: height - BAND, ...LOOK.rounds }) : '';
  const edge =
    to - turn > 1
      ? element('line', { x1: turn, y1: bandY + BAND, x2: turn, y2: bottom, stroke: '#8a7a44', 'stroke-dasharray': '5 3' })
      : '';
  const words = text(label, from + 4, bandY + 12, { 'font-size': SMALL }, Math.max(to - from - 8, 0));
  const again = text('further rounds', turn + 5, bandY + BAND + 13, { 'font-size': SMALL, fill: '#6a5c2c' }, to - turn - 8);
  return titled(
    `${label}\nfirst round ${whenWords({ startMs, endMs: roundEndMs })}; all rounds until ${clockWords(endMs)}`,
    `${first}${rest}${edge}${words}${again}`,
  );
}

/** One case of a decision: a dashed bar as long as the case, with its condition beside it. */
export function branchOf(branch: Branch, { x }: Scale, y: number): string {
  const { number, when, startMs, endMs } = branch;
  const [from, to, middle] = [x(startMs), Math.max(x(endMs), x(startMs) + LEAST), y + BAR_TOP + BAR / 2];
  const words = `${number} ${when === null ? 'otherwise' : `if ${when}`}${endMs === startMs ? ': nothing' : ''}`;
  const diamond = element('path', { d: `M ${round(from)} ${middle - 5} l 5 5 l -5 5 l -5 -5 z`, fill: LOOK.branch.stroke });
  const bar = endMs > startMs ? box(from, to, y + BAR_TOP, BAR, LOOK.branch) : '';
  const inside = to - from > widthOf(words, SMALL) + 16;
  const after = WIDTH - RIGHT - to - 6;
  const before = from - LEFT - 12;
  const label = inside
    ? text(words, from + 9, middle + 4, { 'font-size': SMALL }, to - from - 12)
    : after > before
      ? text(words, to + 8, middle + 4, { 'font-size': SMALL }, after)
      : text(words, from - 9, middle + 4, { 'font-size': SMALL, 'text-anchor': 'end' }, before);
  return titled(`${words}\n${whenWords(branch)}`, `${bar}${diamond}${label}`);
}

const windowWords = ({ number, after, timing: { after: from, atLeastMs, atMostMs } }: Window): string => {
  const bounds = [
    ...(atLeastMs === null ? [] : [`at least ${durationTitle(atLeastMs)}`]),
    ...(atMostMs === null ? [] : [`at most ${durationTitle(atMostMs)}`]),
  ];
  return `${number} ${bounds.join(', ')} after ${from.point} of ${after}`;
};

/** Pixels that a window takes with its words, which stand where there is room. */
export function windowPlace(window: Window, { x }: Scale): { readonly from: number; readonly to: number; readonly wordsLeft: boolean } {
  const [from, to] = [x(window.fromMs), Math.max(x(window.toMs ?? Infinity), x(window.fromMs) + LEAST)];
  const room = widthOf(windowWords(window), SMALL) + 12;
  const wordsLeft = to + room > WIDTH - RIGHT;
  return wordsLeft ? { from: from - room, to, wordsLeft } : { from, to: to + room, wordsLeft };
}

/** A bracket from the first to the last moment at which the step may start, and a point where it is expected to. Open where it has no end. */
export function windowOf(window: Window, scale: Scale, y: number): string {
  const { x } = scale;
  const { wordsLeft } = windowPlace(window, scale);
  const [from, to, middle] = [round(x(window.fromMs)), round(x(window.toMs ?? Infinity)), y + BAR_TOP + BAR / 2];
  const closing = window.toMs === null ? '' : ` M ${to} ${middle - 5} v 10`;
  const path = element('path', {
    d: `M ${from} ${middle - 5} v 10 M ${from} ${middle} H ${to}${closing}`,
    fill: 'none',
    stroke: '#8b1a1a',
    'stroke-width': 1.5,
  });
  const point = element('circle', { cx: x(window.startsMs), cy: middle, r: 3, fill: '#8b1a1a' });
  const words = windowWords(window);
  const label = wordsLeft
    ? text(words, from - 6, middle + 4, { 'font-size': SMALL, 'text-anchor': 'end' })
    : text(words, to + 6, middle + 4, { 'font-size': SMALL });
  return titled(`${words}\nexpected at ${clockWords(window.startsMs)}`, `${path}${point}${label}`);
}

/** A stretch that needs nobody, in the band under the axis. */
export function unattendedOf(span: Span, { x }: Scale, y: number): string {
  const [from, to, middle] = [x(span.startMs), x(span.endMs), (x(span.startMs) + x(span.endMs)) / 2];
  const long = clockWords(span.endMs - span.startMs);
  const words = [`unattended ${long}`, long].find((each) => widthOf(each, SMALL) < to - from - 4) ?? '';
  const half = widthOf(words, SMALL) / 2;
  const ground = words === '' ? '' : element('rect', { x: middle - half, y: y + 2, width: 2 * half, height: BAND - 4, fill: '#ffffff' });
  const label = text(words, middle, y + 12, { 'font-size': SMALL, 'text-anchor': 'middle', fill: FAINT });
  return titled(`unattended ${long}\n${whenWords(span)}`, `${box(from, to, y + 2, BAND - 4, LOOK.free)}${ground}${label}`);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
