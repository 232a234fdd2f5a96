import { PioreactorServer, type PioreactorDevice } from '@drivers/pioreactor';
import type { SimulatedInstrument } from './simulated-instrument.contract';

/** Fault switch of the device that takes its network away. */
const CABLE = 'brokerAway';

/**
 * A virtual bioreactor on the lab's real broker, with its real web interface on loopback.
 *
 * Modes: made -> started -> (unplugged <-> plugged) -> closed. Unplugged, it lives on and reaches nobody. A crash leaves its last wills to
 * the broker. The port of the web interface is another one after each start, so its settings are too.
 */
export class NetworkInstrument implements SimulatedInstrument {
  readonly #server: PioreactorServer;
  #started = false;

  constructor(
    readonly id: string,
    readonly driver: string,
    readonly device: PioreactorDevice,
    private readonly brokerUrl: string,
    private readonly experiment: string,
  ) {
    this.#server = new PioreactorServer(device, { brokerUrl });
  }

  /** Names the unit, because several of them on one broker must not be one address. */
  get url(): string {
    return `${this.brokerUrl.replace(/\/$/, '')}/pioreactor?unit=${encodeURIComponent(this.device.unit)}`;
  }

  get settings(): Readonly<Record<string, unknown>> {
    return { unit: this.device.unit, experiment: this.experiment, apiUrl: this.#server.apiUrl };
  }

  get isPlugged(): boolean {
    return this.#started && !this.device.faults().includes(CABLE);
  }

  async plug(): Promise<void> {
    if (this.#started) return this.device.setFault(CABLE, false);
    this.#started = true;
    await this.#server.start();
  }

  unplug(): Promise<void> {
    if (this.isPlugged) this.device.setFault(CABLE, true);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}
