import { performance } from 'node:perf_hooks';
import type { BenchMetrics } from './metrics/bench-metrics';
import { TracePlace } from './trace/tracing';

interface StepUnderWay {
  readonly driver: string;
  /** Monotonic wall milliseconds at which it was dispatched; null once its first command is out, and where it is not known. */
  dispatchedAt: number | null;
  readonly place: TracePlace | null;
}

export interface AnsweredCommand {
  readonly instrument: string;
  readonly driver: string;
  readonly label: string;
  readonly kind: string;
  readonly outcome: string;
  readonly durationMs: number;
  readonly stepInstanceId: string | null;
}

/**
 * What a bench agent tells about its work. A command runs in the order of its port and not in that of its caller, so its span finds its
 * trace by the step that it is for. Without metrics and traces every call is a few comparisons.
 */
export class BenchTelemetry {
  private readonly steps = new Map<string, StepUnderWay>();

  constructor(readonly metrics: BenchMetrics | null = null) {}

  /** A step begins; its commands belong to the trace of the work under way. `waitedMs`: since it was dispatched, where that is known. */
  stepBegun(stepInstanceId: string, driver: string, waitedMs: number | null): void {
    const place = TracePlace.here();
    if (!this.metrics && !place) return;
    if (waitedMs !== null) this.metrics?.claimed(driver, waitedMs);
    this.steps.set(stepInstanceId, { driver, dispatchedAt: waitedMs === null ? null : performance.now() - waitedMs, place });
  }

  stepLeft(stepInstanceId: string, driver: string, ending: string): void {
    this.steps.delete(stepInstanceId);
    this.metrics?.stepLeft(driver, ending);
  }

  commandAnswered({ stepInstanceId, instrument, label, ...numbers }: AnsweredCommand): void {
    this.metrics?.commandAnswered(numbers);
    const step = stepInstanceId === null ? undefined : this.steps.get(stepInstanceId);
    if (!step) return;
    if (step.dispatchedAt !== null) {
      this.metrics?.firstCommand(step.driver, performance.now() - numbers.durationMs - step.dispatchedAt);
      step.dispatchedAt = null;
    }
    const { driver, kind, outcome, durationMs } = numbers;
    const attributes = {
      'labwright.instrument': instrument,
      'labwright.driver': driver,
      'labwright.command': label,
      'labwright.kind': kind,
    };
    step.place?.past('command', durationMs, { ...attributes, 'labwright.outcome': outcome }, outcome === 'succeeded' ? null : outcome);
  }
}
