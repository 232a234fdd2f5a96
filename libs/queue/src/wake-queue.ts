import { LabError } from '@labwright/domain';
import { createPostgresBackend, createRedisBackend, withBackend, type Job, type JobsOptions } from 'bullmq';

/**
 * Queues that wake workers. They carry row ids and decide nothing: a job that arrives twice, late or never changes nothing about what
 * happens to a plate, because the worker's claim in Postgres does.
 *
 * So: no retries and `maxStalledCount: 0` (a stalled job would run again), no pausing of queues, and the caller gives each wake-up a new
 * job id, because BullMQ silently drops an id that it has seen. Finished jobs are kept for a while for that very reason.
 * A crash of a worker leaves its job `active` here for ever; the lease in Postgres tells who may go on.
 */
export interface WakeJob {
  readonly id: string;
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface WakeWorker {
  /** Waits for the jobs under way, at most as long as they take. */
  close(): Promise<void>;
}

/** Workers of one process share these. */
export interface WakeQueueOptions {
  /** `postgres://...` or `redis://...` */
  readonly url: string;
  readonly name: string;
  /** Trouble of a queue, told once an occurrence in one line; BullMQ reconnects by itself. */
  readonly onError: (where: string, error: Error) => void;
  /** Wall milliseconds that adding may take. Default 5000. */
  readonly addLimitMs?: number;
}

/**
 * By age alone: to keep a number of jobs, BullMQ's Postgres backend looks through all that are kept each time one is done. A relay that did
 * not see its jobs get in gives them once more within seconds.
 */
const KEEP: JobsOptions = { attempts: 1, removeOnComplete: { age: 600 }, removeOnFail: { age: 86_400 } };

/** Up to so many jobs are added one by one: on Postgres, each bulk makes and drops two tables, which costs as much as twenty jobs. */
const FEW = 20;

type Payload = Record<string, unknown>;
interface NewJob {
  readonly name: string;
  readonly data: Payload;
  readonly opts: JobsOptions;
}
interface AnyQueue {
  add(name: string, data: Payload, opts: JobsOptions): Promise<unknown>;
  addBulk(jobs: NewJob[]): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}
/** One after the other, so that they are worked on in their order. */
async function inTurn(queue: AnyQueue, jobs: readonly NewJob[]): Promise<void> {
  for (const { name, data, opts } of jobs) await queue.add(name, data, opts);
}

interface AnyWorker {
  on(event: 'error', listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}
type Handler = (job: Job<Payload>) => Promise<void>;
interface Backend {
  /** From how many jobs on they are added in one go. */
  readonly bulkFrom: number;
  queue(name: string): AnyQueue;
  worker(name: string, handler: Handler, concurrency: number): AnyWorker;
}

/** Faster than the defaults, so that a lost database is found again within a second. */
const WORKER = { maxStalledCount: 0, lockDuration: 30_000, stalledInterval: 30_000, runRetryDelay: 1_000 };

function postgres(url: string, name: string): Backend {
  const classes = withBackend(createPostgresBackend);
  // The config form gives each queue and worker a small pool and a LISTEN connection of its own: a shared pool that is not larger than
  // the number of its workers starves without a word.
  const connection = {
    connectionString: url,
    schema: 'bullmq',
    migrate: true,
    max: 4,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: name,
  };
  return {
    bulkFrom: FEW + 1,
    queue: (queue) => new classes.Queue<Payload>(queue, { connection }),
    worker: (queue, handler, concurrency) => new classes.Worker<Payload>(queue, handler, { connection, concurrency, ...WORKER }),
  };
}

function redis(url: string): Backend {
  const classes = withBackend(createRedisBackend);
  const connection = { url, maxRetriesPerRequest: null };
  return {
    bulkFrom: 2,
    queue: (queue) => new classes.Queue<Payload>(queue, { connection }),
    worker: (queue, handler, concurrency) => new classes.Worker<Payload>(queue, handler, { connection, concurrency, ...WORKER }),
  };
}

export class WakeQueues {
  private readonly queues = new Map<string, AnyQueue>();
  private readonly workers = new Set<AnyWorker>();
  private readonly backend: Backend;

  /** @throws LabError SETTING_INVALID for a URL of another kind */
  constructor(private readonly options: WakeQueueOptions) {
    const scheme = options.url.split(':', 1)[0] ?? '';
    if (scheme === 'postgres' || scheme === 'postgresql') this.backend = postgres(options.url, options.name);
    else if (scheme === 'redis' || scheme === 'rediss') this.backend = redis(options.url);
    else {
      throw new LabError(
        'SETTING_INVALID',
        `QUEUE_URL starts with "${scheme}:"; write postgres://..., or redis://... for Redis or Valkey`,
        {
          setting: 'QUEUE_URL',
          value: `${scheme}:...`,
          allowed: 'postgres://, redis://',
        },
      );
    }
  }

  /** Adds wake-ups to one queue. @throws LabError QUEUE_UNAVAILABLE; the outbox keeps them then */
  async add(queueName: string, jobs: readonly WakeJob[]): Promise<void> {
    let queue = this.queues.get(queueName);
    if (!queue) {
      queue = this.backend.queue(queueName);
      queue.on('error', (error) => this.options.onError(queueName, error));
      this.queues.set(queueName, queue);
    }
    try {
      // A plain integer is not a legal BullMQ id.
      const made = jobs.map((job) => ({ name: job.name, data: { ...job.payload }, opts: { ...KEEP, jobId: `o${job.id}` } }));
      await this.inTime(jobs.length < this.backend.bulkFrom ? inTurn(queue, made) : queue.addBulk(made));
    } catch (error) {
      throw new LabError(
        'QUEUE_UNAVAILABLE',
        `queue ${queueName} takes no jobs: ${(error as Error).message}`,
        { queue: queueName },
        'safe',
        { cause: error },
      );
    }
  }

  /**
   * Redis clients wait without end for a server that is away. The caller holds a transaction open meanwhile, which holds back the events of
   * the whole lab. A job that gets in after all is there twice under one id, which the queue ignores.
   */
  private async inTime(added: Promise<unknown>): Promise<void> {
    const limit = this.options.addLimitMs ?? 5_000;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer in ${limit} ms`)), limit);
    });
    try {
      await Promise.race([added, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Works a queue with up to `concurrency` jobs at once. The handler deals with its own errors; one that escapes is reported. */
  async work(queueName: string, concurrency: number, handler: (job: WakeJob) => Promise<void>): Promise<WakeWorker> {
    const worker = this.backend.worker(
      queueName,
      async (job) => {
        try {
          await handler({ id: job.id ?? '', name: job.name, payload: job.data });
        } catch (error) {
          this.options.onError(queueName, error as Error);
          throw error;
        }
      },
      concurrency,
    );
    worker.on('error', (error) => this.options.onError(queueName, error));
    this.workers.add(worker);
    await worker.waitUntilReady();
    return {
      close: async () => {
        this.workers.delete(worker);
        await worker.close();
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.workers].map((worker) => worker.close()));
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
  }
}
