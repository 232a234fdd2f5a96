import type { DriverTimers } from '../session/timers';

/** A last will is believed only after this long without repair, wall milliseconds. Source: instruments.md, section 19. */
const LOST_AFTER_MS = 3000;

export interface JobPresenceOptions {
  readonly timers: DriverTimers;
  /** The word that a last will publishes. */
  readonly lost: string;
  /** Default 3000, wall milliseconds. */
  readonly lostAfterMs?: number;
  /** Called when a state is believed: at once, and for `lost` after the wait. `live` is false for what the broker had retained. */
  readonly onState: (job: string, state: string | null, live: boolean) => void;
}

/**
 * Who is there, by state topics with last wills. Per job: unknown -> any state -> doubted (a live `lost` was seen) -> the same state
 * again (repaired in time) or lost. A last will may arrive after its job is back (the broker of a dropped connection is slow); the job
 * sees it too and says its real state again, so a `lost` that is followed by anything else in time never happened. A retained `lost`
 * is believed at once: nobody has repaired it. Exits: `clear()`, after which no timer is left.
 */
export class JobPresence {
  private readonly states = new Map<string, { state: string; live: boolean }>();
  private readonly doubts = new Map<string, () => void>();

  constructor(private readonly options: JobPresenceOptions) {}

  /** One message of a state topic; null when the topic was cleared. */
  see(job: string, state: string | null, retained: boolean): void {
    if (state === this.options.lost && !retained && this.states.get(job)?.state !== state) {
      if (this.doubts.has(job)) return;
      const believe = (): void => {
        this.doubts.delete(job);
        this.believe(job, state, true);
      };
      this.doubts.set(job, this.options.timers.after(this.options.lostAfterMs ?? LOST_AFTER_MS, believe));
      return;
    }
    this.doubts.get(job)?.();
    this.doubts.delete(job);
    this.believe(job, state, !retained);
  }

  /** The state that is believed now, or null. */
  stateOf(job: string): string | null {
    return this.states.get(job)?.state ?? null;
  }

  /** True when that state was said while we listened. */
  isLive(job: string): boolean {
    return this.states.get(job)?.live === true;
  }

  /** True while a last will waits for its repair. */
  isDoubted(job: string): boolean {
    return this.doubts.has(job);
  }

  /** Forgets everything; for a new connection. */
  clear(): void {
    for (const cancel of this.doubts.values()) cancel();
    this.doubts.clear();
    this.states.clear();
  }

  private believe(job: string, state: string | null, live: boolean): void {
    if (state === null) this.states.delete(job);
    else this.states.set(job, { state, live });
    this.options.onState(job, state, live);
  }
}
