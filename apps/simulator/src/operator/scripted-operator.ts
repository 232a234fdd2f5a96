import { LabError, hasCode, type EventType } from '@labwright/domain';
import { claimTask, type Acting } from '@labwright/execution';
import { listTasks, type Database, type RecordedEvent, type TaskRow } from '@labwright/persistence';
import type { LabTime } from '../lab-time';
import { finishTask } from './finish-task';
import { giveBack } from './left-tasks';
import { OPERATOR_ACTOR, operatorPrincipal } from './operator-principal';
import type { Senses } from './senses';

/** An event may be late, and tasks of before the start come with none, wall milliseconds. */
const LOOK_MS = 1_000;
/** Tasks seen at one look; the others come when these are done. */
const MOST_TASKS = 1_000;
/** After these there may be something to do at once. */
const WAKING: ReadonlySet<EventType> = new Set<EventType>([
  'task.opened',
  'task.released',
  'model.answered',
  'run.answered',
  'run.resumed',
]);

/** A task that could not be done. */
interface Trouble {
  readonly run: string;
  /** Said once, however often it is tried. */
  said: string;
  /** Until the next event of its run that is not of the operator itself. */
  aside: boolean;
}

/**
 * The simulated hands of the simulated lab: claims every open task, takes the lab time that it is expected to take, and completes it with
 * the evidence asked for, each marked as scripted in the record. A task that a person has claimed is left alone.
 *
 * Modes: made -> working (`start`) -> closed. One look at a time, and it does one thing after the other: what the database has decides what
 * is done next, timers and events only make it look. So a crash leaves nothing behind but claims, which the next start goes on with (or,
 * without a scripted operator, gives back). What it cannot do is logged in one sentence, given back for a person to take, and tried again
 * after the next event of its run. While the database is away it asks every second.
 */
export class ScriptedOperator {
  #by: Acting | null = null;
  #wanted = false;
  #looking: Promise<void> | null = null;
  #closed = false;
  #poll: NodeJS.Timeout | null = null;
  /** What was wrong with the last look; empty when nothing was. */
  #wrong = '';
  /** By task, until it is due. */
  readonly #waits = new Map<string, () => void>();
  /** By task. */
  readonly #troubles = new Map<string, Trouble>();
  /** What is done right now, and whether its run had an event meanwhile. */
  #inHand: { readonly run: string; news: boolean } | null = null;

  constructor(
    private readonly database: Database,
    private readonly time: LabTime,
    private readonly log: (line: string) => void,
    /** What it looks at labware with; without them every number is 1. */
    private readonly senses: Senses | null = null,
  ) {}

  start(): void {
    this.#poll = setInterval(() => this.#look(), LOOK_MS);
    this.#poll.unref();
    this.#look();
  }

  /** Hears of an event of the record. Its own say nothing new, or one wrong plate would make it scan that plate for ever. */
  notice({ type, runId, actor }: Pick<RecordedEvent, 'type' | 'runId' | 'actor'>): void {
    if (runId === null || actor === OPERATOR_ACTOR) return;
    if (this.#inHand?.run === runId) this.#inHand.news = true;
    let isWanted = WAKING.has(type);
    for (const trouble of this.#troubles.values()) {
      if (trouble.run !== runId || !trouble.aside) continue;
      trouble.aside = false;
      isWanted = true;
    }
    if (isWanted) this.#look();
  }

  /** Resolves when what is in hand is done. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#poll) clearInterval(this.#poll);
    for (const takeBack of this.#waits.values()) takeBack();
    await this.#looking;
  }

  #look(): void {
    if (this.#closed || this.#poll === null) return;
    this.#wanted = true;
    this.#looking ??= this.#work().finally(() => {
      this.#looking = null;
      if (this.#wanted) this.#look();
    });
  }

  async #work(): Promise<void> {
    while (this.#wanted && !this.#closed) {
      this.#wanted = false;
      try {
        await this.#lookOnce();
        if (this.#wrong !== '') this.log('the scripted operator works again');
        this.#wrong = '';
      } catch (error) {
        const { message } = error as Error;
        if (message !== this.#wrong) this.log(`the scripted operator does nothing for now: ${message}`);
        this.#wrong = message;
        return;
      }
    }
  }

  async #lookOnce(): Promise<void> {
    await this.#mustBeAllSimulated();
    this.#by ??= await operatorPrincipal(this.database);
    if (this.#by === null) return;
    const tasks = await listTasks(this.database, { statuses: ['open', 'claimed'], limit: MOST_TASKS });
    this.#forgetAllBut(new Set(tasks.map(({ id }) => id)));
    for (const task of tasks) {
      if (this.#closed) return;
      // What holds a run is for a person who looks; what the model is asked is the model's for a while.
      if (task.kind === 'recovery' || task.model?.status === 'waiting') continue;
      await this.#attend(task, this.#by);
    }
  }

  /** Nobody has moved a plate of a real instrument because a script says so. */
  async #mustBeAllSimulated(): Promise<void> {
    const [real] = await this.database.query<{ id: string }>(
      `select id from lab.instruments where not simulated and service <> 'retired' limit 1`,
    );
    if (!real) return;
    const reason = 'it is real, and a script has no hands; people do the tasks of this lab';
    throw new LabError('CONFLICT', `instrument ${real.id}: ${reason}`, { kind: 'instrument', id: real.id, reason });
  }

  async #attend(task: TaskRow, by: Acting): Promise<void> {
    const isOurs = task.status === 'claimed' && task.claimedBy?.id === by.principalId;
    if ((task.status === 'claimed' && !isOurs) || this.#troubles.get(task.id)?.aside) return;
    this.#inHand = { run: task.run, news: false };
    try {
      if (!isOurs) await this.database.transaction((tx) => claimTask(tx, task.id, by, true));
      if (this.#waitsFor(task)) return;
      const why = await finishTask(this.database, task, by, this.senses);
      if (why !== null) await this.#putAside(task, by, why);
      // What starts with the confirmed end of this one is in our hands already, and came with an event of our own.
      else this.#wanted = true;
    } catch (error) {
      if (hasCode(error, 'DATABASE_UNAVAILABLE')) throw error;
      await this.#putAside(task, by, (error as Error).message);
    } finally {
      this.#inHand = null;
    }
  }

  /** Whether the task is not due yet; it is looked at again when it is. */
  #waitsFor({ id, dueLab }: TaskRow): boolean {
    const leftMs = (dueLab?.getTime() ?? 0) - this.time.now();
    if (leftMs <= 0) return false;
    if (this.#waits.has(id)) return true;
    const due = this.time.after(leftMs, () => {
      this.#waits.delete(id);
      this.#look();
    });
    this.#waits.set(id, due);
    return true;
  }

  async #putAside({ id, title, run }: TaskRow, by: Acting, why: string): Promise<void> {
    const said = `the scripted operator cannot do "${title}" of run ${run}, and tries again after the next event of the run: ${why}`;
    if (this.#troubles.get(id)?.said !== said) this.log(said);
    // A task in the hands of a script that cannot do it is one that nobody can.
    await giveBack(this.database, id, by);
    // Of what came meanwhile nobody knows whether the try had seen it already.
    const isNew = this.#inHand?.news ?? false;
    this.#troubles.set(id, { run, said, aside: !isNew });
    this.#wanted ||= isNew;
  }

  #forgetAllBut(tasks: ReadonlySet<string>): void {
    for (const id of this.#troubles.keys()) if (!tasks.has(id)) this.#troubles.delete(id);
    for (const [id, takeBack] of this.#waits) {
      if (tasks.has(id)) continue;
      takeBack();
      this.#waits.delete(id);
    }
  }
}
