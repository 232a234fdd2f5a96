import { element, text, widthOf } from './svg';
import type { Timeline } from './timeline-bars';
import { BAR, FAINT, LOOK, SMALL } from './timeline-look';
import { clockWords } from './clock-words';

const LINE = 16;
const COLUMNS = { number: 16, title: 74, who: 800, start: 960, takes: 1110 } as const;
const SAMPLES = [
  [LOOK.person, 'a person'],
  [LOOK.work, 'an instrument works'],
  [LOOK.hold, 'holds'],
  [LOOK.access, 'access, by itself'],
  [LOOK.wait, 'waits'],
  [LOOK.repeat, 'a repeat, first round'],
  [LOOK.rounds, 'further rounds'],
  [LOOK.free, 'nobody is needed'],
] as const;

/** What the looks mean, and a list of all steps with who, when and how long. Steps in steps have the times of the first round, or of their case. */
export function legendOf({ bars, repeats }: Timeline, y: number): { readonly content: string; readonly height: number } {
  let next = 16;
  const samples = SAMPLES.map(([look, words]) => {
    const at = next;
    next += 46 + widthOf(words, SMALL);
    return element('rect', { x: at, y: y - BAR + 3, width: 22, height: BAR, ...look }) + text(words, at + 28, y, { 'font-size': SMALL });
  });
  const steps = [
    ...bars
      .filter(({ step }) => !step.inserted)
      .map(({ number, step, lane, startMs, endMs }) => ({ number, title: step.title, who: lane, startMs, endMs })),
    ...repeats.map(({ number, step, startMs, endMs }) => ({ number, title: step.title, who: 'the run', startMs, endMs })),
  ].toSorted((a, b) => byNumber(a.number, b.number));
  const head = y + 30;
  const cell = (x: number, words: string, line: number, room?: number) => text(words, x, line, { 'font-size': 12 }, room);
  const rows = steps.map(({ number, title, who, startMs, endMs }, i) => {
    const line = head + (i + 1) * LINE;
    return [
      cell(COLUMNS.number, number, line),
      cell(COLUMNS.title, title, line, COLUMNS.who - COLUMNS.title - 10),
      cell(COLUMNS.who, who, line, COLUMNS.start - COLUMNS.who - 10),
      cell(COLUMNS.start, clockWords(startMs), line),
      cell(COLUMNS.takes, clockWords(endMs - startMs), line),
    ].join('');
  });
  const heads = (
    [
      ['number', 'Step'],
      ['title', 'What'],
      ['who', 'Who'],
      ['start', 'Starts after'],
      ['takes', 'Takes about'],
    ] as const
  ).map(([column, words]) => text(words, COLUMNS[column], head, { 'font-size': 12, 'font-weight': 'bold', fill: FAINT }));
  return { content: [...samples, ...heads, ...rows].join('\n'), height: 30 + (steps.length + 1) * LINE };
}

/** `8.5b.1` after `8.5a.2` and before `8.10`. */
function byNumber(a: string, b: string): number {
  const parts = (number: string) => number.split('.').map((part) => [Number.parseInt(part, 10), part.replace(/^\d+/, '')] as const);
  const [left, right] = [parts(a), parts(b)];
  for (const [i, [digits, letter]] of left.entries()) {
    const other = right[i];
    if (!other) return 1;
    if (digits !== other[0]) return digits - other[0];
    if (letter !== other[1]) return letter.length - other[1].length || (letter < other[1] ? -1 : 1);
  }
  return left.length - right.length;
}
