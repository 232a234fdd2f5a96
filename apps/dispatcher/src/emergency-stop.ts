import { BackgroundLoop, stopReason, type StopRequest } from '@labwright/execution';
import type { Database, LabTime } from '@labwright/persistence';
import type { InstrumentHost } from './instrument-host';
import type { StopSent } from './instrument-stopper';
import type { Log } from './log';
import { importSpool } from './spool-import';
import type { StopSpool } from './stop-spool';

/** How often the spool is looked at, wall milliseconds; a stop kicks it. */
const IMPORT_MS = 1_000;
/** What a port has not taken by then is told as not sent; the stop goes on, wall milliseconds. */
const REPLY_MS = 1_500;

export interface EmergencyStopServices {
  readonly agent: string;
  readonly database: Database;
  readonly labTime: LabTime;
  readonly spool: StopSpool;
  readonly log: Log;
  readonly onError: (where: string, error: Error) => void;
}

/**
 * Emergency stops of this bench agent, by whichever way they come: control port, signal, or the record. All instruments at once; nothing waits for
 * the database. What was done comes into the record from the spool, within a second, or when the database is back.
 */
export class EmergencyStop {
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly services: EmergencyStopServices,
    private readonly hosts: ReadonlyMap<string, InstrumentHost>,
  ) {
    const { database, spool, agent, onError } = services;
    const work = () => importSpool(database, spool, agent, onError);
    this.loop = new BackgroundLoop({ name: 'spool of emergency stops', everyMs: IMPORT_MS, work, onError }).start();
  }

  /** The lab's clock, for requests that are made here. */
  get now(): Date {
    return new Date(this.services.labTime.wallNow());
  }

  /** Gives what is on the wires. An instrument of another agent is none of ours: nothing is given for it. */
  async stop(request: StopRequest): Promise<readonly StopSent[]> {
    const { id, instrument, by, reason, via, at } = request;
    const hosts = [...this.hosts.values()].filter((host) => instrument === null || host.instrument.id === instrument);
    const instruments = hosts.map((host) => host.instrument.id);
    this.services.log.warn('emergency stop', `${stopReason(request)}: ${instruments.join(', ') || 'no instrument of this bench agent'}`);
    if (hosts.length === 0) return [];
    // Handed to the disk before the first byte, and waited for by nobody: the bytes come first.
    void this.services.spool.append({ type: 'stop', id, instrument, instruments, by, reason, via, at: at.toISOString() });
    const sent = await Promise.all(hosts.map((host) => withinReply(host.instrument.id, host.stopNow(request))));
    // What the API tells it writes down itself, at this moment.
    if (via !== 'api') this.loop.kick();
    return sent;
  }

  async end(): Promise<void> {
    this.loop.kick();
    await this.loop.stop();
  }
}

function withinReply(instrument: string, stopped: Promise<StopSent>): Promise<StopSent> {
  const problem = `nothing is known of it after ${REPLY_MS} ms`;
  const late = { instrument, sent: false, sentMs: null, acknowledged: false, brokenOff: null, problem };
  let cancel: () => void = () => undefined;
  const tooLate = new Promise<StopSent>((resolve) => {
    const timer = setTimeout(() => resolve(late), REPLY_MS);
    cancel = () => clearTimeout(timer);
  });
  const found = stopped.catch((error: Error) => ({ ...late, problem: error.message }));
  return Promise.race([found, tooLate]).finally(() => cancel());
}
