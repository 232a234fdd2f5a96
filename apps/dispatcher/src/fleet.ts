import { BackgroundLoop } from '@labwright/execution';
import { Channel, InstrumentEntity, type PgListener } from '@labwright/persistence';
import { InstrumentHost, type HostServices } from './instrument-host';

/** The instruments given to this bench agent: one host each, begun and ended as they are registered, changed and retired. */
export class Fleet {
  readonly hosts = new Map<string, InstrumentHost>();
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
    }
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
