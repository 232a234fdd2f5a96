import { hasCode, LabError, type DriverReading, type VerbCall } from '@labwright/domain';
import type {
  DriverContext,
  DriverModule,
  InstrumentDriver,
  InstrumentIdentity,
  PerformOptions,
  Reconciliation,
  StateCheck,
} from '@drivers/kit';
import { SynergyH1Connection } from './connection.driver';
import { FOCAL_HEIGHT } from './parameter.protocol';
import { serialAttempts } from './serial-settings';
import { foundError } from './synergy-h1.errors';
import { synergyH1Manifest } from './synergy-h1.manifest';
import { SynergyH1Verbs } from './verbs.driver';

/**
 * Our end of the wire. Modes: closed -> connected -> closed; a lost line ends in closed as well, and `connect()` then starts anew.
 * Calls may overlap: the session sends one command at a time, and a read keeps the line to itself.
 */
class SynergyH1Driver implements InstrumentDriver {
  readonly manifest = synergyH1Manifest;
  private line: SynergyH1Connection | null = null;
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

  /** Silence at the first rate is a reason to try the other one; whatever else went wrong is not. */
  private async open(): Promise<InstrumentIdentity> {
    await this.line?.close();
    let silence: unknown = null;
    for (const url of serialAttempts(this.context.url)) {
      const line = new SynergyH1Connection(this.context, url, (error) => this.context.onLost(error));
      line.poller.setMode(this.mode);
      this.line = line;
      try {
        this.identity = await line.open();
        return this.identity;
      } catch (error) {
        if (!hasCode(error, 'DRIVER_TIMEOUT') || this.line !== line) throw error;
        silence ??= error;
      }
    }
    throw silence;
  }

  private verbs(call: VerbCall): SynergyH1Verbs {
    const { instrument, url } = this.context;
    if (this.line?.isOpen) return new SynergyH1Verbs(this.context, this.line);
    const place = { instrument, url, command: call.verb };
    throw foundError('DRIVER_TRANSPORT_CLOSED', place, 'needs a connection; connect the instrument first', 'failed', { phase: 'open' });
  }
}

function parseSettings(settings: unknown): Readonly<Record<string, unknown>> {
  if (settings === undefined || settings === null) return {};
  const allowed = ['serialNumber', 'focalHeight'];
  if (typeof settings !== 'object' || Array.isArray(settings))
    throw new LabError('INPUT_INVALID', 'settings of the reader have to be an object', { path: '', allowed });
  for (const [name, value] of Object.entries(settings)) {
    const path = `/${name}`;
    if (name === 'serialNumber') {
      if (typeof value !== 'string' || !/^\S{1,16}$/.test(value))
        throw new LabError('INPUT_INVALID', 'serialNumber has to be 1 to 16 characters without spaces', { path });
    } else if (name === 'focalHeight') {
      const { min, max } = FOCAL_HEIGHT;
      if (typeof value !== 'number' || !(value >= min && value <= max))
        throw new LabError('INPUT_INVALID', `focalHeight has to be ${min} to ${max} mm`, { path });
    } else throw new LabError('INPUT_INVALID', `the reader has no setting "${name}"; it has ${allowed.join(', ')}`, { path, allowed });
  }
  return { ...settings };
}

/** Both ends of the Agilent BioTek Synergy H1 as the rest of Labwright sees them. */
export const synergyH1: DriverModule = {
  manifest: synergyH1Manifest,
  create: (context) => new SynergyH1Driver(context),
  parseSettings,
};
