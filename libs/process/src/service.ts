import { isLabError } from '@labwright/domain';

/** Wall milliseconds from the first request to stop until the process ends by force. */
export const STOP_LIMIT_MS = 10_000;

/** Ends what `start` began. Called once; it may take up to `STOP_LIMIT_MS`. */
export type StopService = () => void | Promise<void>;

/** What a service is given at start. */
export interface ServiceContext {
  /** Fires when a stop is asked for, also while `start` is still under way. */
  readonly stopping: AbortSignal;
  /** Adds details to the `ready` message, such as `{url}`; without effect once `start` is over. */
  announce(details: Readonly<Record<string, unknown>>): void;
  /** One line for operators, on standard output. */
  log(line: string): void;
  /** A line for the person who starts the service, past the log and what the log hides: for what is shown once, such as a first key. */
  show(line: string): void;
}

/** Where lines for operators go; see `Service.lines`. */
export interface OperatorLines {
  info(line: string): void;
  error(line: string): void;
}

/** One process of Labwright. */
export interface Service {
  /** For messages, such as `api`. */
  readonly name: string;
  /** Where its lines go, also those of a start or a stop that failed; plain lines on standard output and error where absent. */
  readonly lines?: OperatorLines;
  start(context: ServiceContext): Promise<StopService>;
}

/** The part of `process` that is used here. */
export type ServiceHost = Pick<NodeJS.Process, 'on' | 'exit' | 'send' | 'connected' | 'stdout' | 'stderr'>;

/**
 * Runs one service as this process, from start to exit.
 *
 * Modes: `starting -> running -> stopping`, and from each of them the exit.
 * Exits: 0 after an ordered stop; 1 when start or stop fails, when the stop takes longer than `STOP_LIMIT_MS`, and on an error that
 * nobody caught (then without an ordered stop: the state of such a process is not to be trusted).
 * A stop is asked for by the IPC message `stop`, by the end of the IPC channel (the parent died, however it died) and by SIGTERM. SIGINT
 * and SIGHUP reach a whole terminal group at once: with a parent on the IPC channel they are ignored, because the parent decides about
 * the order; alone they ask for a stop.
 * A crash leaves nothing behind that this function made.
 */
export function runService(service: Service, host: ServiceHost = process): void {
  const stopping = new AbortController();
  const hasParent = host.connected;
  let announced: Record<string, unknown> = {};

  const lines = service.lines ?? {
    info: (line: string) => void host.stdout.write(`${line}\n`),
    error: (line: string) => void host.stderr.write(`${service.name}: ${line}\n`),
  };
  const complain = (what: string, error: unknown): void => lines.error(`${what}: ${describe(error)}`);
  const askToStop = (): void => {
    if (stopping.signal.aborted) return;
    setTimeout(() => {
      lines.error(`the stop took longer than ${STOP_LIMIT_MS} ms; ended by force`);
      host.exit(1);
    }, STOP_LIMIT_MS).unref();
    stopping.abort();
  };
  const whenAlone = (): void => {
    if (!hasParent) askToStop();
  };

  host.on('message', (message: unknown) => {
    if (message === 'stop' || (message as { type?: unknown } | null)?.type === 'stop') askToStop();
  });
  host.on('disconnect', askToStop);
  host.on('SIGTERM', askToStop);
  host.on('SIGINT', whenAlone);
  host.on('SIGHUP', whenAlone);
  // The reader of these streams may die first; that must not cut an ordered stop short.
  host.stdout.on('error', () => undefined);
  host.stderr.on('error', () => undefined);
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    host.on(event, (error: unknown) => {
      complain('an error that nobody caught', error);
      host.exit(1);
    });
  }

  const context: ServiceContext = {
    stopping: stopping.signal,
    announce: (details) => void (announced = { ...announced, ...details }),
    log: (line) => lines.info(line),
    show: (line) => void host.stdout.write(`${line}\n`),
  };
  void live(service, context).then(
    () => host.exit(0),
    (error: unknown) => {
      complain(stopping.signal.aborted ? 'could not stop in order' : 'could not start', error);
      host.exit(1);
    },
  );

  async function live(it: Service, given: ServiceContext): Promise<void> {
    const stop = await it.start(given);
    if (!stopping.signal.aborted) {
      if (hasParent && host.connected) host.send?.({ ...announced, type: 'ready' });
      else given.log(`${it.name} is ready`);
      await new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve(), { once: true }));
    }
    await stop();
  }
}

function describe(error: unknown): string {
  if (isLabError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
