import {
  Channel,
  enqueue,
  nextTimerLab,
  paceLab,
  takeDueTimers,
  type Database,
  type DueTimer,
  type LabTime,
  type PgListener,
  type Tx,
} from '@labwright/persistence';
import { BackgroundLoop } from './background-loop';
import { loadStep, wakeRun } from './run-store';
import { succeedStep } from './settle-step';
import { WakeUp, benchQueue } from './wake-up';

/** Below this rate a timer is met within a second or two of lab time anyway. */
const NEARING_RATE = 100;
/** Nearer than this, wall milliseconds, nothing is gained by slowing down. */
const NEAR_MS = 60;

/**
 * Fires the timers of the protocol's time. They are rows in lab time, so that they outlive every process; several dispatchers may run
 * this loop, each takes other timers. Sleeps until the next one is due, and looks again when a timer is set or the lab's rate changes.
 */
export class TimerLoop {
  private readonly loop: BackgroundLoop;
  private readonly unlisten: (() => void)[];

  constructor(
    private readonly database: Database,
    private readonly labTime: LabTime,
    listener: PgListener,
    onError: (where: string, error: Error) => void,
  ) {
    this.loop = new BackgroundLoop({ name: 'timers', everyMs: 1_000, work: () => this.fireDue(), onError }).start();
    this.unlisten = [listener.on(Channel.timers, () => this.loop.kick()), labTime.onChange(() => this.loop.kick())];
  }

  async stop(): Promise<void> {
    this.unlisten.forEach((off) => off());
    await this.loop.stop();
  }

  private async fireDue(): Promise<number> {
    // One transaction a timer: a failure leaves that one unfired and does not undo the others.
    for (let fired = 1; fired > 0;) {
      fired = await this.database.transaction(async (tx) => {
        const timers = await takeDueTimers(tx, 1);
        for (const timer of timers) await fire(tx, timer);
        return timers.length;
      });
    }
    const next = await nextTimerLab(this.database);
    if (next === null) return 1_000;
    const wallMs = this.labTime.wallUntil(next);
    if (this.labTime.rate <= NEARING_RATE || wallMs < NEAR_MS) return wallMs;
    // A fast lab slows down step by step on the way to the next moment: the same delay in wall time is less and less lab time.
    await this.database.transaction((tx) => paceLab(tx));
    return Math.min(wallMs, Math.max(NEAR_MS, this.labTime.wallUntil(next) / 2));
  }
}

async function fire(tx: Tx, timer: DueTimer): Promise<void> {
  const step = await loadStep(tx, timer.stepInstanceId, timer.attempt);
  // The start of a round, the opening of a window, and another attempt are for the run to act on.
  if (timer.kind === 'round_due' || timer.kind === 'window_opens' || timer.kind === 'retry_due') return wakeRun(tx, timer.runId);
  if (step?.status !== 'holding') return;
  const ref = { runId: timer.runId, stepInstanceId: timer.stepInstanceId, attempt: timer.attempt };
  if (timer.kind === 'wait_over') return succeedStep(tx, { ...ref, actor: 'system' });
  await enqueue(tx, benchQueue(step.agent ?? ''), WakeUp.hold_over, {
    instrumentId: step.instrumentId,
    stepInstanceId: timer.stepInstanceId,
    attempt: timer.attempt,
  });
  await paceLab(tx);
}
