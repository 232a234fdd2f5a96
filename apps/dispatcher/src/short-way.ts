import { AsyncResource } from 'node:async_hooks';
import type { NewWakeUp, ShortWay } from '@labwright/persistence';
import type { WakeJob } from '@labwright/queue';

/** One queue that this process works, as it works the jobs that come through it. */
export interface Lane {
  readonly queue: string;
  /** Wake-ups worked on at once. */
  readonly concurrency: number;
  /** Whether this process can do what the wake-up asks for; where absent, all of this queue. */
  readonly takes?: (payload: WakeJob['payload']) => boolean;
  readonly work: (job: WakeJob) => Promise<void>;
}

/**
 * Wake-ups that this process makes necessary and can act on itself: the look at a run whose step it has just settled, the step that this look
 * dispatches to one of its own instruments. They are worked on after the commit, in their order, by the same handlers as jobs of the queue, and
 * several that ask for the same and have not begun are one. Nothing is decided here: the claim is.
 */
export class ShortWays implements ShortWay {
  private readonly waiting = new Map<string, Map<string, NewWakeUp>>();
  private readonly underWay = new Map<string, Set<Promise<void>>>();
  private readonly lanes: ReadonlyMap<string, Lane>;
  /** Outside of the work that asks for it: what follows carries its own ids in log and traces. */
  private readonly outside = new AsyncResource('short way');
  private closed = false;

  constructor(
    lanes: readonly Lane[],
    private readonly onError: (where: string, error: Error) => void,
  ) {
    this.lanes = new Map(lanes.map((lane) => [lane.queue, lane]));
    for (const { queue } of lanes) {
      this.waiting.set(queue, new Map());
      this.underWay.set(queue, new Set());
    }
  }

  takes({ queue, payload }: NewWakeUp): boolean {
    const lane = this.closed ? undefined : this.lanes.get(queue);
    return lane !== undefined && (lane.takes?.(JSON.parse(payload) as WakeJob['payload']) ?? true);
  }

  give(wakeUps: readonly NewWakeUp[]): void {
    for (const wakeUp of wakeUps) this.waiting.get(wakeUp.queue)?.set(`${wakeUp.name} ${wakeUp.payload}`, wakeUp);
    for (const lane of this.lanes.values()) this.outside.runInAsyncScope(() => this.go(lane));
  }

  /** Takes no more, leaves what has not begun to the sweeper, and waits for what has. */
  async close(): Promise<void> {
    this.closed = true;
    for (const each of this.waiting.values()) each.clear();
    await Promise.all([...this.underWay.values()].flatMap((each) => [...each]));
  }

  private go(lane: Lane): void {
    const [waiting, underWay] = [this.waiting.get(lane.queue), this.underWay.get(lane.queue)];
    if (!waiting || !underWay || this.closed) return;
    for (const [key, wakeUp] of waiting) {
      if (underWay.size >= lane.concurrency) return;
      waiting.delete(key);
      const work = this.work(lane, wakeUp).finally(() => {
        underWay.delete(work);
        this.go(lane);
      });
      underWay.add(work);
    }
  }

  private async work({ queue, work }: Lane, { name, payload }: NewWakeUp): Promise<void> {
    try {
      await work({ id: '', name, payload: JSON.parse(payload) as Record<string, unknown> });
    } catch (error) {
      this.onError(queue, error as Error);
    }
  }
}
