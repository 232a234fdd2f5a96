import type { ApiClient } from './api-client';
import type { LabEvent } from './api-shapes';
import { sparkline } from './sparkline';

/** Events that a person wants to see go by, and their words. Access operations that the compiler inserted stay out unless they trouble. */
const SHOWN: Readonly<Record<string, string>> = {
  'run.started': 'run started',
  'run.held': 'RUN HELD',
  'run.stopping': 'run is being stopped',
  'run.ended': 'run ended',
  'run.deviated': 'deviation',
  'run.adjusted': 'adjusted',
  'step.waiting': 'waits',
  'step.started': 'begins',
  'step.holding': 'holds',
  'step.failed': 'FAILED',
  'step.in_doubt': 'IN DOUBT',
  'step.handed_over': 'handed over',
  'step.body_begun': 'goes on',
  'step.evaluated': 'decides',
  'step.interrupted': 'interrupted',
  'step.resumed': 'resumed',
  'reading.saved': 'reads',
  'task.opened': 'for a person',
  'task.answered': 'answered',
  'model.answered': 'model says',
  'labware.filled': 'fills',
  'labware.moved': 'moved',
  'labware.mismatched': 'WRONG PLATE',
};
const INSERTED = /\.(before|after)\.\d+$/;

/** Prints the events of a run as they come, from its start: lab time since then, what, and about what. Ends with the signal. */
export async function showProgress(api: ApiClient, runId: string, signal: AbortSignal, print: (line: string) => void): Promise<void> {
  let start: number | null = null;
  const series = new Map<string, number[]>();
  try {
    for await (const event of api.events<LabEvent>(`/v1/events?run=${runId}&after=0`, signal)) {
      if (event.type === 'run.started') start = Date.parse(event.atLab);
      if (start === null || isDetail(event)) continue;
      const words = SHOWN[event.type];
      if (words) print(`  ${labTime(Date.parse(event.atLab) - start)}  ${words.padEnd(12)} ${about(event, series)}`.trimEnd());
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function isDetail({ type, data }: LabEvent): boolean {
  return type === 'step.started' && INSERTED.test(String(data['step']));
}

function about({ data, type }: LabEvent, series: Map<string, number[]>): string {
  const text = (key: string) => {
    const value = data[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  switch (type) {
    case 'labware.moved':
      return `${text('labware')} to ${text('to')}`;
    case 'labware.filled':
      return text('labware');
    case 'step.body_begun':
      return `${text('step')}: ${data['round'] === undefined ? `case ${text('case')}` : `round ${text('round')}`}`;
    case 'step.evaluated':
      return `${text('condition')} is ${String(data['outcome'])}${Array.isArray(data['reasons']) ? `: ${data['reasons'].join('; ')}` : ''}`;
    case 'model.answered':
      return text('decision') ? `${text('decision')}: ${text('reason')} (${text('status')})` : `nothing: ${text('outcome')}`;
    case 'run.adjusted':
      return `${text('param')} from ${text('from')} to ${text('to')}`;
    case 'reading.saved': {
      const median = data['median'];
      const known = series.get(text('name')) ?? [];
      if (typeof median === 'number') known.push(median);
      series.set(text('name'), known);
      const value = typeof median === 'number' ? `${median.toFixed(3)} ${text('unit')}` : 'nothing';
      return `${text('name').padEnd(8)} ${value} (median, ${text('ok')} of ${text('of')} good) ${sparkline(known)}`;
    }
    default: {
      const more = text('error') || text('for') || text('reason') || text('choice') || (type === 'run.ended' ? text('status') : '');
      return [text('title') || text('step'), more].filter(Boolean).join(': ');
    }
  }
}

/** Lab milliseconds as `h:mm:ss`. */
export function labTime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
