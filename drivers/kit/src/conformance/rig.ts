import { LabError, type DriverReading, type VerbCall } from '@labwright/domain';
import type { CommandAnswer, CommandIntent, DeviceNotice, DriverContext, DriverModule, InstrumentDriver } from '../driver.contract';
import { MemoryLine } from '../transport/memory.transport';
import type { VirtualDevice, VirtualDeviceOptions } from '../virtual-device.contract';
import { ManualTime } from './manual-time';

/** What the rig has to know of a driver. */
export interface RigSubject {
  readonly module: DriverModule;
  readonly makeDevice: (options: VirtualDeviceOptions) => VirtualDevice;
  readonly serialNumber: string;
}

export interface RigOptions {
  readonly settings?: Record<string, unknown>;
  /** Lab milliseconds in one wall millisecond. Default 1. */
  readonly rate?: number;
  readonly seed?: number;
}

const NAME = 'bench-instrument';
const URL = 'memory://bench';

/** One driver on one memory line with its virtual device, on manual time, with everything recorded. */
export class Rig {
  readonly time: ManualTime;
  readonly line = new MemoryLine();
  readonly device: VirtualDevice;
  readonly driver: InstrumentDriver;
  readonly intents: CommandIntent[] = [];
  readonly answers: { intent: CommandIntent; answer: CommandAnswer }[] = [];
  readonly readings: DriverReading[] = [];
  readonly notices: DeviceNotice[] = [];
  readonly losses: Error[] = [];
  /** What the device said as it started. */
  readonly restarts: string[] = [];
  /** False: the fence refuses every write. */
  writable = true;
  /** True: safe-state commands pass even so. */
  safeStatePasses = false;
  /** Set: intents of all but safe-state commands wait for it, as for a database that does not answer. */
  journalWaits: Promise<void> | null = null;
  /** Set: the journal refuses every intent with it. */
  journalFailure: Error | null = null;
  /** Sees what the host wrote before the device does; false keeps it from the device. */
  onHostBytes: (bytes: Uint8Array) => boolean = () => true;
  private readonly abort = new AbortController();

  constructor(
    subject: RigSubject,
    private readonly options: RigOptions = {},
  ) {
    this.time = new ManualTime(options.rate ?? 1);
    this.device = subject.makeDevice({ serialNumber: subject.serialNumber, world: this.time.world(options.seed ?? 1) });
    const receive = this.device.attach(this.line);
    this.line.plug((bytes) => {
      if (this.onHostBytes(bytes)) receive(bytes);
    });
    this.driver = subject.module.create(this.context());
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  /** Connects and stops the telemetry from getting in the way of counting: the first idle poll is far off. */
  async connect(): Promise<void> {
    await this.time.run(this.driver.connect());
  }

  perform(call: VerbCall, signal = this.signal): Promise<readonly DriverReading[]> {
    return this.time.run(this.driver.perform(call, { origin: null, signal }));
  }

  async performAll(calls: readonly VerbCall[]): Promise<void> {
    for (const call of calls) await this.perform(call);
  }

  /** The error that a promise ends with. @throws Error when it succeeds */
  async failure(promise: Promise<unknown>): Promise<LabError> {
    const result = await this.time.run(
      promise.then(
        () => null,
        (error: unknown) => error,
      ),
    );
    if (result === null) throw new Error('succeeded, where a failure was expected');
    return result as LabError;
  }

  /** Writes that the host made, as text. */
  get written(): string[] {
    return this.line.written.map((bytes) => Buffer.from(bytes).toString('latin1'));
  }

  async end(): Promise<void> {
    await this.driver.close();
    this.device.dispose();
    await this.time.settle();
  }

  private context(): DriverContext {
    return {
      instrument: NAME,
      url: URL,
      settings: this.options.settings ?? {},
      journal: {
        intend: async (intent, _origin, purpose) => {
          if (this.journalWaits && purpose !== 'safe_state') await this.journalWaits;
          if (this.journalFailure) throw this.journalFailure;
          this.intents.push(intent);
        },
        answered: (intent, answer) => {
          this.answers.push({ intent, answer });
        },
      },
      fence: {
        assertWritable: (purpose) => {
          if (this.writable || (purpose === 'safe_state' && this.safeStatePasses)) return;
          throw new LabError('DRIVER_TRANSPORT_FENCED', `${NAME} (${URL}): the instrument is owned by another agent`, {
            instrument: NAME,
            url: URL,
            outcome: 'failed',
          });
        },
      },
      clock: this.time,
      timers: this.time,
      openTransport: (url, options) => this.line.transport(url, options),
      onReadings: (readings) => this.readings.push(...readings),
      onLost: (error) => this.losses.push(error),
      onNotice: (notice) => this.notices.push(notice),
      onRestart: (evidence) => this.restarts.push(evidence),
    };
  }
}
