import { performance } from 'node:perf_hooks';
import type { DriverContext, DriverModule, InstrumentDriver, InstrumentIdentity } from '@drivers/kit';
import { LabError, toLabError, type DriverReading, type LinkState } from '@labwright/domain';
import { closeLostVerbs, recoverSteps, stopReason, wakeDispatched, wakeRunsWaitingAt, type StopRequest } from '@labwright/execution';
import {
  rearmedStops,
  recordEvents,
  standingRequests,
  type Database,
  type InstrumentEntity,
  type JournalQuery,
  type LabTime,
  type NewReading,
} from '@labwright/persistence';
import { inLogScope, type BenchTelemetry } from '@labwright/telemetry';
import type { Batch } from './batch';
import { driverModule } from './driver-registry';
import { DoubtSettler } from './doubt-settler';
import { HealthWatch } from './health-watch';
import { HoldKeeper, type Ended } from './hold-keeper';
import { HoldWatch, type HoldLoss } from './hold-watch';
import type { LeaseKeeper } from './lease-keeper';
import type { Log } from './log';
import { ReadingSink } from './reading-sink';
import { InstrumentStopper, type StopSent } from './instrument-stopper';
import { screenIdentity } from './screen-identity';
import type { Session } from './session';
import { StopLatch } from './stop-latch';
import { readSurroundings } from './surroundings';
import type { StopSpool } from './stop-spool';
import { StreamWatch } from './stream-watch';
import { WireJournal } from './wire-journal';

/** A database that does not answer within this is away, wall milliseconds. */
const ASK_DATABASE_MS = 1_000;
const BACKOFF_MS = { first: 250, most: 5_000, notOurs: 300 } as const;

export interface HostServices {
  readonly database: Database;
  readonly labTime: LabTime;
  /** Of all instruments of the agent. */
  readonly queries: Batch<JournalQuery>;
  readonly readings: Batch<NewReading>;
  readonly leases: LeaseKeeper;
  readonly log: Log;
  readonly telemetry?: BenchTelemetry;
  readonly drivers: readonly DriverModule[];
  /** Where emergency stops are kept. */
  readonly spool: StopSpool;
  readonly onError: (where: string, error: Error) => void;
}

/**
 * One instrument of this bench agent, from registration to retirement.
 *
 * Modes: waiting for the lease -> connecting -> online -> lost (any trouble) -> waiting ... -> stopped. It tries again for ever, with
 * growing pauses up to 5 s. Lease, session and telemetry stay during holds. When the lease runs out because the database is away, the port
 * stays open and silent until the database says who owns the instrument: an emergency stop must still reach it.
 * Exits: `stop`, which closes the port and gives the lease back. A crash leaves the lease to run out, and the device as it is.
 */
export class InstrumentHost {
  readonly sink: ReadingSink;
  readonly watch: HoldWatch;
  readonly health: HealthWatch;
  /** Emergency stops that stand here. */
  readonly latch: StopLatch;
  private readonly stopper: InstrumentStopper;
  /** What is connected, also before and after its session. */
  private open: { readonly driver: InstrumentDriver; readonly end: (why?: Error) => Promise<void> } | null = null;
  /** What the last stop wrote. */
  private stopSent: Promise<StopSent> | null = null;
  private readonly streams: StreamWatch;
  /** Of its telemetry while something runs or is held, lab milliseconds. */
  private intervalMs = Infinity;
  private readonly doubts: DoubtSettler;
  private readonly keeper: HoldKeeper;
  /** Why the last conversation ended; before the first one nobody knows what this process has missed. */
  private ended: Ended = 'ours';
  /** Whether the last conversation had got as far as steps. */
  private wasOnline = false;
  /** Ends the conversation that goes on, to begin another. */
  private endConversation: ((why: Error) => void) | null = null;
  /** Whether something may be in doubt that the instrument has not been asked about. */
  private doubtful = true;
  private session: Session | null = null;
  private stopped = false;
  private wake: (() => void) | null = null;
  private queue: Promise<unknown> = Promise.resolve();
  private link: { state: LinkState; reason: string } = { state: 'offline', reason: '' };
  /** What the database has been told of it; null when that is not certain. */
  private told: { state: LinkState; reason: string } | null = null;
  private readonly life: Promise<void>;

  constructor(
    readonly instrument: InstrumentEntity,
    private readonly services: HostServices,
  ) {
    const stored = (count: number) => services.telemetry?.metrics?.readingsStored(instrument.driver, count);
    this.sink = new ReadingSink(services.readings, services.labTime, instrument, stored);
    const { database, leases, log, labTime, onError, spool } = services;
    const { id } = instrument;
    const onLost: HoldLoss = (step, error) => void this.exclusive(() => this.keeper.answer(this.online, step, error));
    this.watch = new HoldWatch(id, { database, onError, labNow: () => labTime.now(), onLost });
    this.keeper = new HoldKeeper(id, { database, labTime, log, watch: this.watch, onError });
    this.health = new HealthWatch(id, { database, log, actor: `agent:${leases.owner.agent}`, onError });
    this.latch = new StopLatch(id);
    this.stopper = new InstrumentStopper(id, { spool, log, labTime });
    this.streams = new StreamWatch(id, { database, labTime, onError });
    this.doubts = new DoubtSettler(instrument.id, { database, owner: leases.owner, log, sink: this.sink });
    this.life = inLogScope({ instrument: instrument.id }, () => this.live());
  }

  /** The session, if the instrument is online and ours. */
  get online(): Session | null {
    return this.owned ? this.session : null;
  }

  /** Whether this process owns the instrument now. */
  get owned(): boolean {
    return this.services.leases.holds(this.instrument.id);
  }

  /** Why it is not online. */
  get trouble(): string {
    return this.link.reason;
  }

  /** One step at a time on an instrument. Several ports work side by side. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const next = this.queue.then(work);
    this.queue = next.catch(() => undefined);
    return next;
  }

  /** A step has ended in doubt: the instrument is asked when it is free. */
  settleDoubts(): void {
    this.doubtful = true;
    this.wake?.();
  }

  /** A verb did not end within its limit: the instrument is not trusted any more, and whatever its driver still waits for is given up. */
  async hung(what: string): Promise<void> {
    await this.health.trouble('hang', what);
    const { id, url } = this.instrument;
    const context = { instrument: id, url, outcome: 'unknown' } as const;
    this.endConversation?.(new LabError('DRIVER_TRANSPORT_CLOSED', `${id} (${url}): connecting anew after a hang: ${what}`, context));
  }

  /**
   * Emergency stop, from any state: breaks off what is on the wire and writes the stop commands. From here on nothing else is sent, until the
   * record says that a person has re-armed the instrument.
   */
  stopNow(request: StopRequest): Promise<StopSent> {
    // The same one by two ways.
    if (this.stopSent && this.latch.requests.includes(request.id)) return this.stopSent;
    this.latch.close(request.id, stopReason(request));
    this.watch.forgetAll();
    this.stopSent = this.stopper.stop(request.id, this.open?.driver ?? null, this.trouble);
    return this.stopSent;
  }

  /** Follows the record: stops that were told there, and re-arming. Gives what has to be stopped still. @throws LabError DATABASE_UNAVAILABLE */
  async followStops(service: string): Promise<readonly string[]> {
    const { database } = this.services;
    const { id } = this.instrument;
    const stood = this.latch.requests;
    if (stood.length > 0 && this.latch.open(await rearmedStops(database, id, stood))) {
      this.services.log.info(id, 're-armed after an emergency stop');
      // What the old session believes of the device may be wrong by now.
      await this.open?.end(new Error('re-armed after an emergency stop; connecting anew'));
      this.wake?.();
    }
    if (service !== 'estopped') return [];
    return (await standingRequests(database, id)).filter((request) => !this.latch.requests.includes(request));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wake?.();
    await this.life;
  }

  private async live(): Promise<void> {
    const { id } = this.instrument;
    let pause: number = BACKOFF_MS.first;
    let epoch: number | null = null;
    while (!this.stopped) {
      try {
        if (epoch === null || !this.owned) epoch = await this.acquire();
        if (epoch === null) {
          await this.tell('offline', 'another bench agent of this name owns it, or its lease has not run out yet');
          await this.sleep(BACKOFF_MS.notOurs);
          continue;
        }
        await this.converse(epoch);
        pause = BACKOFF_MS.first;
      } catch (error) {
        const failure = toLabError(error, id);
        await this.tell('offline', failure.message).catch((lost: Error) => this.services.onError(id, lost));
        // A database that is away, or a lease that ran out, says nothing about the instrument.
        if (failure.code.startsWith('DRIVER_') && failure.code !== 'DRIVER_TRANSPORT_FENCED') {
          if (this.wasOnline) await this.health.trouble('line', failure.message);
          this.wasOnline = false;
          this.ended = 'device';
          if (failure.code === 'DRIVER_STATE_WRONG_INSTRUMENT') await this.health.trouble('identity', failure.message);
          await this.watch.linkLost(failure.message).catch((lost: Error) => this.services.onError(id, lost));
          if (epoch !== null) await this.doubts.away(epoch, failure.message).catch((lost: Error) => this.services.onError(id, lost));
        }
        await this.sleep(pause);
        pause = Math.min(pause * 2, BACKOFF_MS.most);
      }
    }
    await this.open?.end();
    const { agent } = this.services.leases.owner;
    await this.tell('offline', `bench agent ${agent} has ended or let go of it`).catch((error: Error) => this.services.onError(id, error));
    await this.services.leases.release(id).catch((error: Error) => this.services.onError(id, error));
  }

  private async acquire(): Promise<number | null> {
    const { database, leases } = this.services;
    const { id } = this.instrument;
    // A port that was kept for the time without a database is let go of as soon as that answers.
    if (this.open) {
      await database.query('select 1');
      await this.open.end();
    }
    // What the last epoch has begun is settled first: a result that is known here, and only waits for the database, is not in doubt.
    await this.queue;
    return leases.acquire(
      id,
      (why) => {
        this.services.telemetry?.metrics?.leaseLost(id);
        this.services.log.warn(id, why);
        this.wake?.();
      },
      async (epoch) => {
        const doubts = await database.transaction(async (tx) => {
          await closeLostVerbs(tx, id);
          return recoverSteps(tx, id, epoch, `agent:${leases.owner.agent}`);
        });
        if (doubts > 0) this.services.log.warn(id, `${doubts} attempt(s) of an earlier owner are in doubt; the instrument will be asked`);
        await this.watch.load();
      },
    );
  }

  /** Connects and stays until the session is lost or the host is stopped. @throws what ended it */
  private async converse(epoch: number): Promise<void> {
    const { database, queries, leases, labTime, drivers } = this.services;
    const { id, driver: driverId, url, settings } = this.instrument;
    if (this.link.state !== 'offline' || this.link.reason === '') await this.tell('connecting', `opening ${url}`);
    const module = driverModule(drivers, driverId, id);
    const key = { instrumentId: id, epoch, owner: leases.owner.owner };
    const working = () => this.watch.readingContexts()[0] ?? null;
    const stops = { latch: this.latch, spool: this.services.spool };
    const journal = new WireJournal(
      database,
      queries,
      labTime,
      key,
      working,
      this.services.onError,
      stops,
      ({ label, kind }, answer, origin) => {
        const { outcome, durationMs, bytes } = answer;
        if (bytes.length > 0) this.health.heard();
        const stepInstanceId = origin?.stepInstanceId ?? null;
        this.services.telemetry?.commandAnswered({ instrument: id, driver: driverId, label, kind, outcome, durationMs, stepInstanceId });
      },
    );
    let lost: Error | null = null;
    const context: DriverContext = {
      instrument: id,
      url,
      settings: module.parseSettings(settings),
      journal,
      surroundings: () => readSurroundings(database, id),
      fence: this.latch.around(leases.fence(id, url)),
      clock: { wallNow: () => performance.now(), labNow: () => labTime.now(), pollDelay: (labMs) => labTime.pollDelay(labMs) },
      onReadings: (readings) => this.readings(readings),
      onLost: (error) => {
        lost = error;
        void end();
        this.wake?.();
      },
      onNotice: (notice) => {
        this.health.heard();
        this.services.log.warn(id, `unsolicited: ${notice.text}`);
      },
      onRestart: (evidence) => void this.exclusive(() => this.restarted(evidence)),
    };
    this.endConversation = context.onLost;
    const driver = module.create(context);
    this.intervalMs = driver.manifest.pollMs.active;
    const end = async (why?: Error): Promise<void> => {
      if (why) lost ??= why;
      if (this.open?.driver === driver) this.open = null;
      await driver.close();
    };
    let keeps = false;
    try {
      const identity = await driver.connect();
      this.open = { driver, end };
      this.mustBeWhatIsRegistered(identity, await this.lastSerialNumber());
      await database.query(`update lab.instruments set identity = $2::jsonb, last_seen_at = now() where id = $1`, [
        id,
        JSON.stringify(identity),
      ]);
      await screenIdentity(database, id, identity);
      const session = { driver, journal, identity, epoch };
      const isAlive = () => !this.stopped && lost === null && leases.holds(id);
      // Before any step: what the last attempts have left behind may decide what comes next.
      await this.exclusive(() => this.lookAtDoubts(session, isAlive));
      this.session = session;
      this.wasOnline = true;
      const { ended } = this;
      this.ended = 'ours';
      if (this.watch.held.length > 0) void this.exclusive(() => this.lookAtHolds(session, ended, isAlive));
      driver.setPollMode(this.watch.active ? 'active' : 'idle');
      if (this.latch.isClosed) void this.stopper.resume(this.latch.requests, driver);
      await this.tell('online', `${[identity.model, identity.serialNumber].filter(Boolean).join(' ')}, firmware ${identity.firmware}`);
      while (isAlive()) {
        if (this.doubtful) {
          this.doubtful = false;
          void this.exclusive(() => this.lookAtDoubts(session, isAlive));
        }
        await this.health.write().catch((error: Error) => this.services.onError(id, error));
        await this.sleep(1_000);
      }
      if (lost !== null) throw lost as Error;
      keeps = !this.stopped && this.open?.driver === driver && !(await this.databaseAnswers());
      if (!this.stopped) throw new Error('the ownership has run out');
    } finally {
      this.session = null;
      this.endConversation = null;
      if (!keeps) await end();
      await Promise.all([journal.flush(), this.sink.flush()]);
    }
  }

  private async databaseAnswers(): Promise<boolean> {
    let cancel: () => void = () => undefined;
    const late = new Promise<false>((resolve) => {
      const timer = setTimeout(() => resolve(false), ASK_DATABASE_MS);
      cancel = () => clearTimeout(timer);
    });
    const asked = this.services.database.query('select 1').then(
      () => true,
      () => false,
    );
    return Promise.race([asked, late]).finally(() => cancel());
  }

  /** While the database is away, or the instrument silent, the doubts stay and are looked at again. */
  private async lookAtDoubts(session: Session, isAlive: () => boolean): Promise<void> {
    this.doubtful = false;
    const settled = await this.doubts.settle(session, isAlive).catch((error: Error) => {
      this.services.onError(this.instrument.id, error);
      return false;
    });
    if (!settled) this.doubtful = true;
  }

  /** What it held may be gone since it answered last. */
  private async lookAtHolds(session: Session, ended: Ended | null, isAlive: () => boolean): Promise<void> {
    if (!isAlive()) return;
    await this.keeper.look(session, ended).catch((error: Error) => this.services.onError(this.instrument.id, error));
  }

  private async restarted(evidence: string): Promise<void> {
    await this.keeper.noteRestart(evidence).catch((error: Error) => this.services.onError(this.instrument.id, error));
    const session = this.online;
    if (session) await this.lookAtHolds(session, null, () => this.online === session);
  }

  /** Serial number of the device that answered last at this address; null where a setting says which one has to. */
  private async lastSerialNumber(): Promise<string | null> {
    const { id, settings } = this.instrument;
    if (typeof settings['serialNumber'] === 'string') return null;
    const [row] = await this.services.database.query<{ last: string | null }>(
      `select nullif(identity->>'serialNumber', '') as last from lab.instruments where id = $1`,
      [id],
    );
    return row?.last ?? null;
  }

  /**
   * Another device than the last one, behind the same address, is refused: somebody has swapped cables. Readings of simulated instruments must
   * say so: a device that calls itself simulated cannot stand in for a real one, or the reverse.
   */
  private mustBeWhatIsRegistered(identity: InstrumentIdentity, last: string | null): void {
    const { id, url, simulated } = this.instrument;
    const { serialNumber } = identity;
    if (last !== null && serialNumber !== '' && serialNumber !== last) {
      const [expected, found] = [`serial number ${last}`, `serial number ${serialNumber}`];
      const message = `${id} (${url}): ${found} answers where ${expected} did; plug that one in again, or register this one by its setting serialNumber`;
      throw new LabError('DRIVER_STATE_WRONG_INSTRUMENT', message, { instrument: id, url, outcome: 'failed', expected, found });
    }
    if (identity.simulated === simulated) return;
    const found = `a ${identity.simulated ? 'simulated' : 'real'} instrument (serial number ${identity.serialNumber})`;
    const expected = `a ${simulated ? 'simulated' : 'real'} one`;
    const message = `${id} (${url}): ${found} answers, but ${expected} is registered; register it as what it is`;
    throw new LabError('DRIVER_STATE_WRONG_INSTRUMENT', message, { instrument: id, url, outcome: 'failed', expected, found });
  }

  private readings(readings: readonly DriverReading[]): void {
    const contexts = this.watch.readingContexts();
    for (const context of contexts) this.sink.add(readings, context);
    this.streams.see(readings, contexts, this.intervalMs);
    // What was read under an ownership that has run out, such as before this process was suspended, is no news of a hold.
    if (this.owned) this.watch.observe(readings);
  }

  private async tell(state: LinkState, reason: string): Promise<void> {
    if (this.told?.state === state && this.told.reason === reason) return;
    const { id } = this.instrument;
    const first = this.told?.state !== state;
    this.link = { state, reason };
    this.told = null;
    if (first && state !== 'connecting') this.services.telemetry?.metrics?.linked(id, this.instrument.driver, state === 'online');
    if (state === 'offline') this.services.log.warn(id, reason);
    else this.services.log.info(id, `${state}: ${reason}`);
    await this.services.database.transaction(async (tx) => {
      // A process that stands by has nothing to say about an instrument that another one owns.
      const [ours] = await tx.query<{ id: string }>(
        `update lab.instruments set link = $2, link_reason = $3 where id = $1
           and not exists (select 1 from lab.leases where instrument_id = $1 and owner <> $4 and expires_at > clock_timestamp()) returning id`,
        [id, state, reason, this.services.leases.owner.owner],
      );
      if (!ours) return;
      if (first) {
        const actor = `agent:${this.services.leases.owner.agent}`;
        await recordEvents(tx, [{ type: 'instrument.link_changed', actor, instrumentId: id, data: { link: state, reason } }]);
      }
      wakeRunsWaitingAt(tx, id);
      // Their first wake-up came while nobody was there, and was dropped.
      if (state === 'online') await wakeDispatched(tx, { instrument: id });
    });
    this.told = this.link;
  }

  private sleep(ms: number): Promise<void> {
    if (this.stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.wake = done;
    });
  }
}
