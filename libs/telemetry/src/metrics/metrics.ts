import { Registry, collectDefaultMetrics } from 'prom-client';

/** Seconds; from a reply of a serial line to an incubation that was waited for. */
export const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/**
 * The numbers of one process in the text form of Prometheus. The numbers of Node itself (memory, garbage, delay of the event loop) cost a
 * timer and an observer, so they begin with the first scrape.
 */
export class Metrics {
  readonly registry = new Registry();
  private begun = false;

  get contentType(): string {
    return this.registry.contentType;
  }

  render(): Promise<string> {
    if (!this.begun) collectDefaultMetrics({ register: this.registry });
    this.begun = true;
    return this.registry.metrics();
  }
}
