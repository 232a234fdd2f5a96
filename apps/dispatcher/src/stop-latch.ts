import type { WriteFence } from '@drivers/kit';
import { LabError } from '@labwright/domain';

/**
 * The emergency stops that stand at one instrument. While there is one, nothing but safe-state commands leaves for it, whoever asks and whatever
 * the database says or does not say; those pass without an ownership too. Modes: open <-> closed; only re-arming by a person, told by the
 * record, opens it. A crash loses nothing: the record and the spool have every stop.
 */
export class StopLatch {
  private readonly standing = new Map<string, string>();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly instrumentId: string) {}

  get isClosed(): boolean {
    return this.standing.size > 0;
  }

  /** Who stopped it and why, for people; the last one counts. */
  get why(): string {
    return [...this.standing.values()].at(-1) ?? '';
  }

  /** Requests that stand. */
  get requests(): readonly string[] {
    return [...this.standing.keys()];
  }

  /** Called at each stop, also at one that comes while another stands. The function returned takes it back. */
  onClose(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(request: string, why: string): void {
    this.standing.set(request, why);
    for (const listener of [...this.listeners]) listener();
  }

  /** A person has re-armed the instrument after these. True when none is left. */
  open(requests: readonly string[]): boolean {
    for (const request of requests) this.standing.delete(request);
    return !this.isClosed;
  }

  /** What whoever wants to send something else is told. */
  refusal(command: string): LabError<'DRIVER_TRANSPORT_FENCED'> {
    const message = `${this.instrumentId}: ${command} was not sent: ${this.why}; look at the instrument, then re-arm it (labwright estop rearm)`;
    return new LabError('DRIVER_TRANSPORT_FENCED', message, { instrument: this.instrumentId, command, outcome: 'failed' });
  }

  /** A fence that lets safe-state commands pass while a stop stands, and otherwise asks `fence`. */
  around(fence: WriteFence): WriteFence {
    return {
      assertWritable: (purpose) => {
        if (purpose === 'safe_state' && this.isClosed) return;
        fence.assertWritable(purpose);
      },
    };
  }
}
