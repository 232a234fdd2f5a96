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
import { PioreactorConnection } from './connection.driver';
import { pioreactorManifest } from './pioreactor.manifest';
import { parseSettings } from './settings.driver';
import { PioreactorVerbs } from './verbs.driver';

/**
 * Our end of the wire. Modes: closed -> connected -> closed; a lost unit or broker ends in closed as well, and `connect()` then starts
 * anew. Doses that were started are remembered across connections.
 */
class PioreactorDriver implements InstrumentDriver {
  readonly manifest = pioreactorManifest;
  private unit: PioreactorConnection | null = null;
  private connecting: Promise<InstrumentIdentity> | null = null;
  private identity: InstrumentIdentity | null = null;
  private mode: 'active' | 'idle' = 'idle';
  private readonly issuedDoses = new Map<string, number>();

  constructor(private readonly context: DriverContext) {}

  connect(): Promise<InstrumentIdentity> {
    if (this.connecting) return this.connecting;
    if (this.identity && this.unit?.isOpen) return Promise.resolve(this.identity);
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
    this.unit?.poller.setMode(mode);
  }

  async close(): Promise<void> {
    const { unit } = this;
    this.unit = null;
    await unit?.close();
  }

  private async open(): Promise<InstrumentIdentity> {
    await this.unit?.close();
    const unit = new PioreactorConnection(this.context);
    unit.poller.setMode(this.mode);
    this.unit = unit;
    this.identity = await unit.open();
    return this.identity;
  }

  private verbs(call: VerbCall): PioreactorVerbs {
    const { instrument, url } = this.context;
    if (!this.unit?.isOpen) {
      const message = `${instrument} (${url}): ${call.verb} needs a connection; connect the instrument first`;
      const context = { instrument, url, command: call.verb, phase: 'open', outcome: 'failed' } as const;
      throw new LabError('DRIVER_TRANSPORT_CLOSED', message, context, 'safe');
    }
    return new PioreactorVerbs(this.context, this.unit, this.issuedDoses);
  }
}

/** Both ends of a Pioreactor as the rest of Labwright sees them. */
export const pioreactor: DriverModule = {
  manifest: pioreactorManifest,
  create: (context) => new PioreactorDriver(context),
  parseSettings,
};
