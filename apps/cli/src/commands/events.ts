import { eventStream } from '../api/event-stream';
import { wholeBetween, type CommandLine } from '../command-line';
import type { Session } from '../session';
import { logLine } from '../watch/event-line';
import { runId } from './named';

interface EventsOptions {
  readonly run?: string;
  readonly after?: string;
  readonly type?: string;
  readonly count?: number;
}

export function addEvents(line: CommandLine): void {
  line
    .leaf<EventsOptions>(line.root, 'events', 'Shows what happens, as it happens, until Ctrl-C', events)
    .option('--run <run>', 'of this run only')
    .option('--after <cursor>', 'begin after this event; 0 for the beginning; from now on where absent')
    .option('--type <prefix>', 'those whose type begins so, such as instrument.')
    .option('--count <n>', 'end after so many', wholeBetween(1, 1_000_000));
}

async function events(session: Session, { run, after, type = '', count = Number.POSITIVE_INFINITY }: EventsOptions): Promise<void> {
  const id = run === undefined ? undefined : await runId(session.api, run);
  const onConnection = (lost: string | null): void =>
    session.note(lost === null ? 'connected again' : `no connection (${lost}); trying again`);
  let shown = 0;
  for await (const event of eventStream(session.api, { run: id, after, signal: session.shell.interrupted, onConnection })) {
    if (!event.type.startsWith(type)) continue;
    session.item(event, () => logLine(event, session.paint));
    shown += 1;
    if (shown >= count) return;
  }
}
