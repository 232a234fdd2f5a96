import { BackgroundLoop, type StopRequest } from '@labwright/execution';
import { Channel, InstrumentEntity, type PgListener } from '@labwright/persistence';
import { InstrumentHost, type HostServices } from './instrument-host';

/** The instruments given to this bench agent: one host each, begun and ended as they are registered, changed and retired. */
export class Fleet {
  readonly hosts = new Map<string, InstrumentHost>();
  /** A stop that the record tells of, and that has not come here by another way. */
  onStop: (request: StopRequest) => Promise<unknown> = () => Promise.resolve();
  private readonly loop: BackgroundLoop;
  private readonly unlisten: () => void;

  constructor(
    private readonly agent: string,
    private readonly services: HostServices,
    listener: PgListener,
  ) {
    this.loop = new BackgroundLoop({ name: 'fleet', everyMs: 5_000, work: () => this.load(), onError: services.onError });
    this.unlisten = listener.on(Channel.instruments, () => this.loop.kick());
  }

  /** Begins the hosts of all instruments, and follows changes from then on. */
  async start(): Promise<void> {
    await this.load();
    this.loop.start();
  }

  private async load(): Promise<void> {
    const wanted = await this.services.database.repository(InstrumentEntity).findBy({ agent: this.agent });
    const live = wanted.filter((instrument) => instrument.service !== 'retired');
    for (const [id, host] of this.hosts) {
      const now = live.find((instrument) => instrument.id === id);
      if (now && same(now, host.instrument)) continue;
      this.hosts.delete(id);
      await host.stop();
    }
    for (const instrument of live) {
      if (!this.hosts.has(instrument.id)) this.hosts.set(instrument.id, new InstrumentHost(instrument, this.services));
      await this.followStops(instrument);
    }
  }

  private async followStops({ id, service, serviceReason }: InstrumentEntity): Promise<void> {
    const requests = (await this.hosts.get(id)?.followStops(service)) ?? [];
    for (const request of requests) {
      const asked = await this.requestOf(request, id, serviceReason);
      // Not waited for: the next instrument has to be stopped too.
      this.onStop(asked).catch((error: Error) => this.services.onError(id, error));
    }
  }

  private async requestOf(id: string, instrument: string, reason: string): Promise<StopRequest> {
    const [row] = await this.services.database.query<Omit<StopRequest, 'id' | 'instrument'>>(
      `select requested_by as by, reason, via, requested_at as at from lab.stop_requests where id = $1`,
      [id],
    );
    return { by: 'system', reason, via: 'api', at: new Date(this.services.labTime.wallNow()), ...row, id, instrument };
  }

  async stop(): Promise<void> {
    this.unlisten();
    await this.loop.stop();
    await Promise.all([...this.hosts.values()].map((host) => host.stop()));
  }
}

function same(a: InstrumentEntity, b: InstrumentEntity): boolean {
  return (
    a.url === b.url && a.driver === b.driver && a.simulated === b.simulated && JSON.stringify(a.settings) === JSON.stringify(b.settings)
  );
}
