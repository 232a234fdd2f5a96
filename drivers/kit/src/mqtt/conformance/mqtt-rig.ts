import { LabError, type DriverReading, type VerbCall } from '@labwright/domain';
import { ManualTime } from '../../conformance/manual-time';
import type {
  CommandAnswer,
  CommandIntent,
  CommandOrigin,
  DeviceNotice,
  DriverContext,
  DriverModule,
  InstrumentDriver,
} from '../../driver.contract';
import type { HttpAnswer, HttpRequest } from '../../transport/http.transport';
import type { VirtualDeviceOptions } from '../../virtual-device.contract';
import { MemoryBroker } from '../memory-broker';
import type { MqttVirtualDevice } from '../mqtt-device.contract';

/** What the rig has to know of a driver and its virtual device. */
export interface MqttRigSubject<D extends MqttVirtualDevice = MqttVirtualDevice> {
  readonly module: DriverModule;
  readonly makeDevice: (options: VirtualDeviceOptions & { readonly setBrokerAway: (away: boolean) => void }) => D;
  readonly serialNumber: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface MqttRigOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Lab milliseconds in one wall millisecond. Default 1. */
  readonly rate?: number;
  readonly world?: Partial<VirtualDeviceOptions['world']>;
}

const NAME = 'bench-instrument';
const URL = 'mqtt://bench/pioreactor';
export const HOST_CLIENT = `labwright-${NAME}`;

/** One driver and its virtual device on a memory broker and a memory web interface, on manual time, with everything recorded. */
export class MqttRig<D extends MqttVirtualDevice = MqttVirtualDevice> {
  readonly time: ManualTime;
  readonly broker: MemoryBroker;
  readonly device: D;
  driver: InstrumentDriver;
  readonly requests: HttpRequest[] = [];
  readonly intents: CommandIntent[] = [];
  readonly answers: { intent: CommandIntent; answer: CommandAnswer }[] = [];
  readonly readings: DriverReading[] = [];
  readonly notices: DeviceNotice[] = [];
  readonly losses: Error[] = [];
  /** What the device said as it started. */
  readonly restarts: string[] = [];
  /** False: the fence refuses every write. */
  writable = true;
  /** Set: the journal refuses every intent with it. */
  journalFailure: Error | null = null;
  /** Sees a request before the device does; an answer takes the place of the device's. */
  onRequest: (request: HttpRequest) => Promise<HttpAnswer> | null = () => null;
  private readonly abort = new AbortController();

  constructor(
    private readonly subject: MqttRigSubject<D>,
    private readonly options: MqttRigOptions = {},
  ) {
    this.time = new ManualTime(options.rate ?? 1);
    this.broker = new MemoryBroker(this.time);
    this.device = subject.makeDevice({
      serialNumber: subject.serialNumber,
      world: { ...this.time.world(), ...options.world },
      setBrokerAway: (away) => this.broker.setAway(away),
    });
    const fence = { assertWritable: () => undefined };
    this.device.attachBroker((clientId, will) =>
      this.broker.link(URL, { instrument: 'device', clientId, fence, ...(will ? { will } : {}) }),
    );
    this.driver = subject.module.create(this.context());
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  /** Lets the device come up, and connects. */
  async connect(): Promise<void> {
    await this.time.settle();
    await this.time.run(this.driver.connect());
  }

  /** A new driver, as after a crash of its process: the old one says no farewell and knows nothing of the new one. */
  async crash(): Promise<void> {
    await this.driver.close();
    this.driver = this.subject.module.create(this.context());
  }

  perform(call: VerbCall, origin: CommandOrigin = null): Promise<readonly DriverReading[]> {
    return this.time.run(this.driver.perform(call, { origin, signal: this.signal }));
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

  /** What the host sent that changes something: publishes as `topic payload`, and calls as `POST url body`. */
  get sent(): string[] {
    const published = this.broker.published.filter(({ clientId }) => clientId === HOST_CLIENT);
    const calls = this.requests.filter(({ method }) => method !== 'GET');
    return [
      ...published.map(({ topic, payload }) => `${topic} ${Buffer.from(payload).toString()}`),
      ...calls.map(({ method, url, body }) => (body === undefined ? `${method} ${url}` : `${method} ${url}\n${body}`)),
    ];
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
      settings: this.subject.module.parseSettings({ ...this.subject.settings, ...this.options.settings }),
      journal: {
        intend: async (intent) => {
          if (this.journalFailure) throw this.journalFailure;
          this.intents.push(intent);
        },
        answered: (intent, answer) => {
          this.answers.push({ intent, answer });
        },
      },
      fence: {
        assertWritable: () => {
          if (this.writable) return;
          const context = { instrument: NAME, url: URL, outcome: 'failed' } as const;
          throw new LabError('DRIVER_TRANSPORT_FENCED', `${NAME} (${URL}): the instrument is owned by another agent`, context);
        },
      },
      clock: this.time,
      timers: this.time,
      openLink: (url, options) => this.broker.link(url, options),
      http: (request, signal) => {
        this.requests.push(request);
        return this.onRequest(request) ?? this.device.http(request, signal);
      },
      onReadings: (readings) => this.readings.push(...readings),
      onLost: (error) => this.losses.push(error),
      onNotice: (notice) => this.notices.push(notice),
      onRestart: (evidence) => this.restarts.push(evidence),
    };
  }
}
