import { LabError, type DriverReading, type VerbCall } from '@labwright/domain';
import type {
  DriverContext,
  DriverModule,
  InstrumentDriver,
  InstrumentIdentity,
  PerformOptions,
  Reconciliation,
  StateCheck,
} from '@drivers/kit';
import { Innova44Connection } from './connection.driver';
import { innova44Manifest } from './innova-44.manifest';
import { Innova44Verbs } from './verbs.driver';

/**
 * Our end of the wire. Modes: closed -> connected -> closed; a lost line ends in closed as well, and `connect()` then starts anew.
 * Calls may overlap: the session sends one command at a time, stops first.
 */
class Innova44Driver implements InstrumentDriver {
  readonly manifest = innova44Manifest;
  private line: Innova44Connection | null = null;
  private connecting: Promise<InstrumentIdentity> | null = null;
  private identity: InstrumentIdentity | null = null;
  private mode: 'active' | 'idle' = 'idle';

  constructor(private readonly context: DriverContext) {}

  connect(): Promise<InstrumentIdentity> {
    if (this.connecting) return this.connecting;
    if (this.identity && this.line?.isOpen) return Promise.resolve(this.identity);
    const attempt = this.open().finally(() => {
      this.connecting = null;
    });
    this.connecting = attempt;
    return attempt;
  }

  async perform(call: VerbCall, options: PerformOptions): Promise<readonly DriverReading[]> {
    return this.verbs(call).perform(call, options);
  }

  async check(call: VerbCall, options: PerformOptions): Promise<StateCheck> {
    return this.verbs(call).check(call, options);
  }

  async reconcile(call: VerbCall, options: PerformOptions): Promise<Reconciliation> {
    return this.verbs(call).reconcile(call, options);
  }

  setPollMode(mode: 'active' | 'idle'): void {
    this.mode = mode;
    this.line?.poller.setMode(mode);
  }

  async close(): Promise<void> {
    const line = this.line;
    this.line = null;
    await line?.close();
  }

  private async open(): Promise<InstrumentIdentity> {
    await this.line?.close();
    const line = new Innova44Connection(this.context);
    line.poller.setMode(this.mode);
    this.line = line;
    this.identity = await line.open();
    return this.identity;
  }

  private verbs(call: VerbCall): Innova44Verbs {
    const { instrument, url } = this.context;
    const line = this.line;
    if (!line?.isOpen) {
      const message = `${instrument} (${url}): ${call.verb} needs a connection; connect the instrument first`;
      throw new LabError(
        'DRIVER_TRANSPORT_CLOSED',
        message,
        { instrument, url, command: call.verb, phase: 'open', outcome: 'failed' },
        'safe',
      );
    }
    return new Innova44Verbs(this.context, line);
  }
}

function parseSettings(settings: unknown): Readonly<Record<string, unknown>> {
  if (settings === undefined || settings === null) return {};
  const allowed = ['softwareVersions'];
  if (typeof settings !== 'object' || Array.isArray(settings)) {
    throw new LabError('INPUT_INVALID', 'settings of the Innova 44 have to be an object', { path: '', allowed });
  }
  for (const [name, value] of Object.entries(settings)) {
    if (!allowed.includes(name))
      throw new LabError('INPUT_INVALID', `the Innova 44 has no setting "${name}"; it has ${allowed.join(', ')}`, {
        path: `/${name}`,
        allowed,
      });
    if (typeof value !== 'string' || !/^(?=.{1,80}$)[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(value)) {
      const message = 'softwareVersions has to be 1 to 80 printable characters, words separated by one space, as `connect` reports them';
      throw new LabError('INPUT_INVALID', message, { path: '/softwareVersions' });
    }
  }
  return { ...settings };
}

/** Both ends of the Innova 44 as the rest of Labwright sees them. */
export const innova44: DriverModule = {
  manifest: innova44Manifest,
  create: (context) => new Innova44Driver(context),
  parseSettings,
};
