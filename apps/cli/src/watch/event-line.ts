import type { Event } from '../api/generated/events';
import { labClock } from '../show/duration';
import { plain, type Colour, type Paint } from '../show/paint';
import { textOf } from './run-series';

/** Events that a person wants to see go by, with their words and, for some, a colour. */
const SHOWN: Readonly<Partial<Record<Event['type'], readonly [words: string, colour?: Colour]>>> = {
  'run.started': ['run started', 'bold'],
  'run.paused': ['run paused', 'yellow'],
  'run.resumed': ['run goes on'],
  'run.held': ['RUN HELD', 'red'],
  'run.answered': ['answered'],
  'run.stopping': ['run is being stopped', 'yellow'],
  'run.ended': ['run ended', 'bold'],
  'run.deviated': ['deviation', 'yellow'],
  'run.adjusted': ['adjusted', 'yellow'],
  'step.waiting': ['waits', 'dim'],
  'step.started': ['begins'],
  'step.holding': ['holds', 'cyan'],
  'step.succeeded': ['done', 'green'],
  'step.failed': ['FAILED', 'red'],
  'step.skipped': ['skipped', 'yellow'],
  'step.in_doubt': ['IN DOUBT', 'red'],
  'step.retried': ['tried again', 'yellow'],
  'step.window_missed': ['too late', 'yellow'],
  'step.body_begun': ['goes on'],
  'step.evaluated': ['decides'],
  'step.interrupted': ['interrupted', 'yellow'],
  'step.resumed': ['resumed'],
  'reading.saved': ['reads', 'blue'],
  'task.opened': ['for a person', 'yellow'],
  'task.claimed': ['taken by a person'],
  'task.answered': ['answered'],
  'labware.filled': ['fills'],
  'labware.moved': ['moved'],
  'labware.mismatched': ['WRONG PLATE', 'red'],
};
/** Access operations that the compiler put around a move; of them only trouble is shown. */
const INSERTED = /\.(?:before|after)\.\d+$/;
const ROUTINE = new Set<Event['type']>(['step.started', 'step.succeeded', 'step.waiting']);

/** An event of a run as one line, with lab time since its start, or null where it says nothing to a person. */
export function eventLine(event: Event, startedLab: string | null, paint: Paint): string | null {
  const shown = SHOWN[event.type];
  if (!shown || (ROUTINE.has(event.type) && INSERTED.test(textOf(event.data['step'])))) return null;
  const [words, colour] = shown;
  const since = startedLab === null ? '-' : labClock(Date.parse(event.atLab) - Date.parse(startedLab));
  const padded = words.padEnd(13);
  return `${since.padStart(9)}  ${colour ? paint(colour, padded) : padded}  ${plain(about(event))}`.trimEnd();
}

/** An event of any kind, with wall time, for a stream of all of them. */
export function logLine({ type, atWall, actor, run, instrument, data }: Event, paint: Paint): string {
  const subject = [instrument, run ? `run ${run.slice(0, 8)}` : null].filter((it) => it !== null).join(', ');
  const more = ['step', 'title', 'name', 'reason', 'status', 'error', 'for', 'choice', 'state', 'link', 'to']
    .map((key) => [key, textOf(data[key])] as const)
    .filter(([, text]) => text !== '')
    .map(([key, text]) => `${key}=${/\s/.test(text) ? JSON.stringify(text) : text}`);
  const line = [paint('dim', atWall), paint('bold', type.padEnd(22)), subject, ...more.map(plain), paint('dim', `by ${actor}`)];
  return line.filter(Boolean).join('  ');
}

function about({ data, type }: Event): string {
  const text = (key: string) => textOf(data[key]);
  switch (type) {
    case 'labware.moved':
      return `${text('labware')} to ${text('to')}`;
    case 'labware.filled':
      return text('labware');
    case 'step.body_begun':
      return `${text('step')}: ${data['round'] === undefined ? `case ${text('case')}` : `round ${text('round')}`}`;
    case 'step.evaluated':
      return `${text('condition')} is ${text('outcome') || String(data['outcome'] === true)}${Array.isArray(data['reasons']) ? `: ${data['reasons'].join('; ')}` : ''}`;
    case 'run.adjusted':
      return `${text('param')} from ${text('from')} to ${text('to')}`;
    case 'reading.saved': {
      const median = data['median'];
      const value = typeof median === 'number' ? `${Number(median.toPrecision(4))} ${text('unit')}` : 'no value';
      return `${text('name')} = ${value} (median, ${text('ok')} of ${text('of')} good)`;
    }
    default: {
      const why = text('error') || text('for') || text('reason') || text('choice') || (type === 'run.ended' ? text('status') : '');
      return [text('title') || text('step'), why].filter(Boolean).join(': ');
    }
  }
}
