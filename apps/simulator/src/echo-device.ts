import { LabError } from '@labwright/domain';
import type { DeviceLine, FaultSwitch, VirtualDevice } from '@drivers/kit';

/** A device for specs: sends back what it gets, byte for byte, and has one fault. */
export class EchoDevice implements VirtualDevice {
  readonly faultSwitches: readonly FaultSwitch[] = [{ name: 'dropReplies', summary: 'no reply leaves the device' }];
  readonly #on = new Set<string>();
  #line: DeviceLine | undefined;
  #onReply: () => void = () => undefined;
  #bytes = 0;
  #powerCycles = 0;
  isDisposed = false;

  attach(line: DeviceLine): (bytes: Uint8Array) => void {
    this.#line = line;
    return (bytes) => {
      this.#bytes += bytes.length;
      if (this.#on.has('dropReplies')) return;
      this.#line?.send(bytes);
      this.#onReply();
    };
  }

  /** Fulfilled when the next reply has been handed to the line. */
  replied(): Promise<void> {
    return new Promise((resolve) => (this.#onReply = resolve));
  }

  setFault(name: string, on: boolean): void {
    if (name !== 'dropReplies') throw new LabError('INPUT_INVALID', `no switch ${name}`, { allowed: ['dropReplies'] });
    if (on) this.#on.add(name);
    else this.#on.delete(name);
  }

  faults(): readonly string[] {
    return [...this.#on];
  }

  counters(): Readonly<Record<string, number>> {
    return { bytes: this.#bytes, powerCycles: this.#powerCycles };
  }

  truth(): Readonly<Record<string, number | string | boolean | null>> {
    return { powered: true };
  }

  powerCycle(): void {
    this.#powerCycles += 1;
  }

  dispose(): void {
    this.isDisposed = true;
  }
}
