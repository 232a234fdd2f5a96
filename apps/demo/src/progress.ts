import type { ApiClient } from './api-client';
import type { LabEvent } from './api-shapes';

/** Events that a person wants to see go by, and their words. */
const SHOWN: Readonly<Record<string, string>> = {
  'run.started': 'run started',
  'run.held': 'RUN HELD',
  'run.stopping': 'run is being stopped',
  'run.ended': 'run ended',
  'step.waiting': 'waits',
  'step.started': 'begins',
  'step.holding': 'holds',
  'step.succeeded': 'done',
  'step.failed': 'FAILED',
  'step.in_doubt': 'IN DOUBT',
  'step.handed_over': 'handed over',
  'task.opened': 'for a person',
  'labware.moved': 'moved',
  'nest.reserved': 'reserved',
  'nest.released': 'released',
};

/** Prints the events of a run as they come, from its start: lab time since then, what, and about what. Ends with the signal. */
export async function showProgress(api: ApiClient, runId: string, signal: AbortSignal, print: (line: string) => void): Promise<void> {
  let start: number | null = null;
  try {
    for await (const event of api.events<LabEvent>(`/v1/events?run=${runId}&after=0`, signal)) {
      if (event.type === 'run.started') start = Date.parse(event.atLab);
      if (start === null) continue;
      const words = SHOWN[event.type];
      if (words) print(`  ${labTime(Date.parse(event.atLab) - start)}  ${words.padEnd(12)} ${about(event)}`.trimEnd());
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function about({ data, type }: LabEvent): string {
  const text = (key: string) => {
    const value = data[key];
    return typeof value === 'string' ? value : '';
  };
  if (type === 'labware.moved') return `${text('labware')} to ${text('to')}`;
  if (type.startsWith('nest.')) return text('place');
  const more = text('error') || text('for') || text('reason') || (type === 'run.ended' ? text('status') : '');
  return [text('title') || text('step'), more].filter(Boolean).join(': ');
}

/** Lab milliseconds as `h:mm:ss`. */
export function labTime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
