import type { Event } from '../api/generated/events';
import type { Clock } from '../api/generated/health';
import type { Run } from '../api/generated/runs';
import type { Task } from '../api/generated/tasks';
import type { Session } from '../session';
import { boardLines } from './board';
import { LiveArea } from './live-area';
import type { RunSeries } from './run-series';
import { windowsOf, type Window } from './windows';

/** Wall milliseconds between two pictures. */
const REDRAW_MS = 250;
/** Wall milliseconds between two looks at the run: events say that something happened, the run itself says how it stands. */
const LOOK_MS = 400;
/** Without an event, the clock is looked at so often: its rate changes. */
const IDLE_LOOK_MS = 5_000;

/**
 * A picture of one run in a terminal. Modes: drawing, by a timer; a look at the run under way, one at a time, the next at the earliest
 * `LOOK_MS` later. `end` stops both, draws what is true then, and leaves the terminal as it was.
 */
export class LiveBoard {
  private readonly area: LiveArea;
  private readonly timer: NodeJS.Timeout;
  private lost: string | null = null;
  private stale = false;
  private looking: Promise<void> | null = null;
  private lookedAt = performance.now();
  private clockAt = performance.now();

  private constructor(
    private readonly session: Session,
    private run: Run,
    private tasks: readonly Task[],
    private clock: Clock,
    private readonly windows: readonly Window[],
    private readonly series: RunSeries,
  ) {
    this.area = new LiveArea(session.screen);
    this.timer = setInterval(() => this.tick(), REDRAW_MS);
    this.draw();
  }

  static async begin(session: Session, run: Run, series: RunSeries): Promise<LiveBoard> {
    const { api } = session;
    const [tasks, clock, protocol] = await Promise.all([
      api.list('listTasks', { query: { run: run.id } }),
      api.call('clock'),
      api.call('getProtocol', { path: { hash: run.protocol.hash } }),
    ]);
    return new LiveBoard(session, run, tasks, clock, windowsOf(protocol.document), series);
  }

  take(_event: Event): void {
    this.stale = true;
  }

  connection(lost: string | null): void {
    this.lost = lost;
    this.stale = true;
  }

  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
    if (!this.session.shell.interrupted.aborted) await this.look();
    this.draw();
    this.area.end();
  }

  private tick(): void {
    const age = performance.now() - this.lookedAt;
    if (this.looking === null && (age > IDLE_LOOK_MS || (this.stale && age > LOOK_MS)))
      this.looking = this.look().finally(() => (this.looking = null));
    this.draw();
  }

  /** What cannot be had now is had at the next look: a lost connection is shown by the stream. */
  private async look(): Promise<void> {
    const { api } = this.session;
    const { id } = this.run;
    this.stale = false;
    try {
      [this.run, this.tasks, this.clock] = await Promise.all([
        api.call('getRun', { path: { id } }),
        api.list('listTasks', { query: { run: id } }),
        api.call('clock'),
      ]);
      this.clockAt = performance.now();
    } catch {
      this.stale = true;
    }
    this.lookedAt = performance.now();
  }

  private draw(): void {
    const { run, tasks, clock, windows, lost } = this;
    const { columns, rows } = this.session.screen;
    const state = { run, tasks, clock, windows, lost, series: this.series.all, clockAgeMs: performance.now() - this.clockAt };
    this.area.draw(boardLines(state, { columns, rows, paint: this.session.paint }));
  }
}
