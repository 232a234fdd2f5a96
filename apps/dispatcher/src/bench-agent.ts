import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { DriverModule } from '@drivers/kit';
import {
  RUNS_QUEUE,
  Relay,
  TimerLoop,
  WakeUp,
  advanceOnce,
  benchQueue,
  startLinkWatch,
  startSweeper,
  type BackgroundLoop,
} from '@labwright/execution';
import { LabTime, PgListener, type Database } from '@labwright/persistence';
import { WakeQueues, type WakeJob } from '@labwright/queue';
import { BenchTelemetry, inLogScope, traced } from '@labwright/telemetry';
import { ControlPort, type ControlPortOptions } from './control-port';
import { DRIVERS, publishDrivers } from './driver-registry';
import { EmergencyStop } from './emergency-stop';
import { Fleet } from './fleet';
import { answerRequest } from './instrument-request';
import { LeaseKeeper } from './lease-keeper';
import type { Log } from './log';
import { telemetryBatch } from './reading-sink';
import { ShortWays, type Lane } from './short-way';
import { importSpool } from './spool-import';
import { StepExecutor } from './step-executor';
import type { StopSpool } from './stop-spool';
import { queryBatch } from './wire-journal';

/** Jobs of one bench agent at once. Each instrument takes one at a time; the rest wait for their port without holding anything else. */
const BENCH_CONCURRENCY = 64;
const RUNS_CONCURRENCY = 4;

export interface BenchAgentOptions {
  readonly agent: string;
  readonly database: Database;
  readonly queueUrl: string;
  readonly log: Log;
  /** Where emergency stops are kept, on the disk of this machine. */
  readonly spool: StopSpool;
  /** Where it takes emergency stops beside the record; nowhere else where absent. */
  readonly control?: Omit<ControlPortOptions, 'agent'>;
  /** Numbers and traces; neither where absent. */
  readonly telemetry?: BenchTelemetry;
  /** Drivers that it knows; those of this build where absent. */
  readonly drivers?: readonly DriverModule[];
}

/**
 * One dispatcher process: it advances runs, and drives the instruments that are given to its name.
 *
 * Start: drivers published, lab time followed, emergency stops of the last process brought into the record, instruments taken over (their unfinished attempts are looked at first), then jobs.
 * Stop: no new jobs, steps under way handed over at their next command boundary, ports closed, leases given back; within 10 s.
 * A crash leaves leases that run out in 3 s, wake-ups that the outbox and the sweeper bring again, and attempts that the next owner finds.
 */
export class BenchAgent {
  private constructor(
    /** Stops everything that this agent drives, whatever else works. */
    readonly emergency: EmergencyStop,
    private readonly parts: {
      readonly control: ControlPort | null;
      readonly database: Database;
      readonly listener: PgListener;
      readonly labTime: LabTime;
      readonly queues: WakeQueues;
      readonly shortWays: ShortWays;
      readonly leases: LeaseKeeper;
      readonly fleet: Fleet;
      readonly executor: StepExecutor;
      readonly relay: Relay;
      readonly timers: TimerLoop;
      readonly sweeper: BackgroundLoop;
      readonly links: BackgroundLoop;
    },
  ) {}

  static async start(options: BenchAgentOptions): Promise<BenchAgent> {
    const { agent, database, queueUrl, log, spool, telemetry = new BenchTelemetry(), drivers = DRIVERS } = options;
    const onError = (where: string, error: Error) => log.warn(where, error.message);
    const owner = { owner: randomUUID(), agent, machine: hostname() };
    await publishDrivers(database, drivers);
    await database.query(
      `insert into lab.agents (name, instance, machine) values ($1, $2, $3)
       on conflict (name) do update set instance = excluded.instance, machine = excluded.machine, started_at = now(), seen_at = now()`,
      [agent, owner.owner, owner.machine],
    );
    const listener = new PgListener(database.url, `labwright ${agent} listener`);
    await listener.connect();
    const labTime = await new LabTime(database).follow(listener);
    const queues = new WakeQueues({ url: queueUrl, name: `labwright ${agent} queue`, onError });
    const leases = new LeaseKeeper(database, owner, onError);
    const [queries, readings] = [queryBatch(database, onError), telemetryBatch(database, onError)];
    await importSpool(database, spool, agent, onError);
    const fleet = new Fleet(agent, { database, labTime, queries, readings, leases, log, telemetry, drivers, spool, onError }, listener);
    const emergency = new EmergencyStop({ agent, database, labTime, spool, log, onError }, fleet.hosts);
    fleet.onStop = (request) => emergency.stop(request);
    const control = options.control ? await ControlPort.start({ ...options.control, agent }, emergency) : null;
    await database.query(`update lab.agents set control_url = $2, control_token = $3 where name = $1`, [
      agent,
      control?.url ?? null,
      options.control?.token ?? null,
    ]);
    await fleet.start();
    const executor = new StepExecutor({ database, owner, log, telemetry, labNow: () => labTime.now() }, fleet.hosts);
    const timers = new TimerLoop(database, labTime, listener, onError);
    const sweeper = startSweeper(database, onError);
    const links = startLinkWatch(database, onError);
    const advance = (job: WakeJob) =>
      observed(job, async () => {
        const begun = performance.now();
        await advanceOnce(database, text(job, 'runId'));
        telemetry.metrics?.advanced(performance.now() - begun);
      });
    const atBench = async (job: WakeJob): Promise<void> => {
      switch (job.name) {
        case WakeUp.step:
          return executor.step(text(job, 'instrumentId'), text(job, 'stepInstanceId'), Number(job.payload['attempt']));
        case WakeUp.hold_over:
          return executor.holdOver(text(job, 'instrumentId'), text(job, 'stepInstanceId'), Number(job.payload['attempt']));
        case WakeUp.abort:
          return executor.abortRun(text(job, 'runId'));
        case WakeUp.request:
          return answerRequest({ database, owner, labTime }, text(job, 'requestId'), fleet.hosts);
        default:
          log.warn('queue', `no handler for job "${job.name}"`);
      }
    };
    const lanes: readonly Lane[] = [
      { queue: RUNS_QUEUE, concurrency: RUNS_CONCURRENCY, work: advance },
      {
        queue: benchQueue(agent),
        concurrency: BENCH_CONCURRENCY,
        // Another process of this name may own the instrument, or hold what is to be left.
        takes: ({ instrumentId }) => typeof instrumentId === 'string' && fleet.hosts.get(instrumentId)?.owned === true,
        work: (job) => observed(job, () => atBench(job)),
      },
    ];
    for (const { queue, concurrency, work } of lanes) await queues.work(queue, concurrency, work);
    const shortWays = new ShortWays(lanes, onError);
    database.shortWay = shortWays;
    const relay = new Relay(database, queues, listener, onError);
    return new BenchAgent(emergency, {
      control,
      database,
      listener,
      labTime,
      queues,
      shortWays,
      leases,
      fleet,
      executor,
      relay,
      timers,
      sweeper,
      links,
    });
  }

  async stop(): Promise<void> {
    const { control, executor, queues, shortWays, relay, timers, sweeper, links, fleet, leases, labTime, listener } = this.parts;
    executor.stop();
    await Promise.all([relay.stop(), timers.stop(), sweeper.stop(), links.stop(), queues.close(), shortWays.close()]);
    await fleet.stop();
    // Until its ports are closed it takes stops.
    await control?.close();
    await this.emergency.end();
    await leases.stop();
    labTime.close();
    await listener.close();
  }
}

/** Does a job inside the trace that its wake-up carries here, with the ids of its row for the log. */
function observed(job: WakeJob, work: () => Promise<void>): Promise<void> {
  const { runId, stepInstanceId, instrumentId, traceparent } = job.payload as Readonly<Record<string, string | undefined>>;
  const ids = {
    ...(runId === undefined ? {} : { run: runId }),
    ...(stepInstanceId === undefined ? {} : { step: stepInstanceId }),
    ...(instrumentId === undefined ? {} : { instrument: instrumentId }),
  };
  const attributes = { 'labwright.run': runId, 'labwright.step': stepInstanceId, 'labwright.instrument': instrumentId };
  return inLogScope(ids, () => traced(job.name, attributes, work, traceparent ?? null));
}

function text(job: WakeJob, key: string): string {
  const value = job.payload[key];
  return typeof value === 'string' ? value : '';
}
