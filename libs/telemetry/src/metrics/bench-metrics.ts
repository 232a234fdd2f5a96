import { Counter, Gauge, Histogram } from 'prom-client';
import { Metrics, SECONDS } from './metrics';

export interface CommandNumbers {
  readonly driver: string;
  readonly kind: string;
  readonly outcome: string;
  readonly durationMs: number;
}

/**
 * The numbers of a bench agent. Labels are drivers, instruments, and closed sets of words: as many series as the lab has instruments,
 * however many runs there are.
 */
export class BenchMetrics extends Metrics {
  private readonly registers = [this.registry];
  private readonly waits = new Histogram({
    name: 'labwright_step_wait_seconds',
    help: 'From the commit of dispatched to the claim of a step: queue, and the port being busy',
    labelNames: ['driver'],
    buckets: SECONDS,
    registers: this.registers,
  });
  private readonly dispatches = new Histogram({
    name: 'labwright_step_dispatch_seconds',
    help: 'From the commit of dispatched to the beginning of the first command of a step',
    labelNames: ['driver'],
    buckets: SECONDS,
    registers: this.registers,
  });
  private readonly commands = new Histogram({
    name: 'labwright_command_seconds',
    help: 'From the intent of a command to its reply',
    labelNames: ['driver', 'kind', 'outcome'],
    buckets: SECONDS,
    registers: this.registers,
  });
  private readonly advances = new Histogram({
    name: 'labwright_advance_seconds',
    help: 'One look at a run',
    buckets: SECONDS,
    registers: this.registers,
  });
  private readonly steps = new Counter({
    name: 'labwright_steps_total',
    help: 'Pieces of work on steps, by how they left the instrument; ending holding: the step holds a state and goes on',
    labelNames: ['driver', 'ending'],
    registers: this.registers,
  });
  private readonly readings = new Counter({
    name: 'labwright_readings_stored_total',
    help: 'Readings committed to the database',
    labelNames: ['driver'],
    registers: this.registers,
  });
  private readonly leaseLosses = new Counter({
    name: 'labwright_lease_losses_total',
    help: 'Ownerships of instruments that ran out while this process wanted them',
    labelNames: ['instrument'],
    registers: this.registers,
  });
  private readonly reconnects = new Counter({
    name: 'labwright_reconnects_total',
    help: 'Connections to instruments after their first one of this process',
    labelNames: ['instrument'],
    registers: this.registers,
  });
  private readonly links = new Gauge({
    name: 'labwright_instrument_online',
    help: 'Whether this process has a session with the instrument',
    labelNames: ['instrument', 'driver'],
    registers: this.registers,
  });
  private readonly known = new Set<string>();

  claimed(driver: string, waitedMs: number): void {
    this.waits.observe({ driver }, waitedMs / 1000);
  }

  firstCommand(driver: string, afterMs: number): void {
    this.dispatches.observe({ driver }, afterMs / 1000);
  }

  commandAnswered({ driver, kind, outcome, durationMs }: CommandNumbers): void {
    this.commands.observe({ driver, kind, outcome }, durationMs / 1000);
  }

  advanced(ms: number): void {
    this.advances.observe(ms / 1000);
  }

  stepLeft(driver: string, ending: string): void {
    this.steps.inc({ driver, ending });
  }

  readingsStored(driver: string, count: number): void {
    this.readings.inc({ driver }, count);
  }

  leaseLost(instrument: string): void {
    this.leaseLosses.inc({ instrument });
  }

  linked(instrument: string, driver: string, online: boolean): void {
    this.links.set({ instrument, driver }, online ? 1 : 0);
    if (!online) return;
    // A counter that appears with its first step is one that no rate can be taken of.
    this.reconnects.inc({ instrument }, this.known.has(instrument) ? 1 : 0);
    this.leaseLosses.inc({ instrument }, 0);
    this.known.add(instrument);
  }
}
