import { BackgroundLoop, keyHash, listKeyHolders, type Principal } from '@labwright/execution';
import { Database, listAgentControls, type AgentControl } from '@labwright/persistence';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';

/** How old what is remembered may be while the database is there, wall milliseconds. */
const REFRESH_MS = 2_000;

/** How often a control port is asked whether it is there, wall milliseconds: what a stop needs for its way is loaded by then. */
const GREET_MS = 10_000;
const GREETING_MS = 2_000;

/**
 * What an emergency stop needs while the database is away: who has which key, and where the bench agents take stops. Kept in memory and read anew
 * every 2 s; while the database is away, what was read last counts. So a key that was revoked may stop, and nothing else, for up to 2 s after
 * that and during an outage that began before it. Keys are remembered by their hash. A crash loses it; the next start reads it first.
 */
@Injectable()
export class StopMemory implements OnModuleInit, OnModuleDestroy {
  private holders: ReadonlyMap<string, Principal> = new Map();
  private known: readonly AgentControl[] = [];
  private greetedAt = -Infinity;
  private readonly loop: BackgroundLoop;

  constructor(private readonly database: Database) {
    // An outage is told by everything else that asks the database.
    this.loop = new BackgroundLoop({ name: 'stop memory', everyMs: REFRESH_MS, work: () => this.refresh(), onError: () => undefined });
  }

  async onModuleInit(): Promise<void> {
    await this.refresh().catch(() => undefined);
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.loop.stop();
  }

  get agents(): readonly AgentControl[] {
    return this.known;
  }

  /** The holder of a key, without asking anybody. */
  holderOf(key: string): Principal | undefined {
    return this.holders.get(keyHash(key).toString('hex'));
  }

  private async refresh(): Promise<void> {
    this.holders = await listKeyHolders(this.database);
    this.known = await listAgentControls(this.database);
    const since = performance.now() - this.greetedAt;
    if (since < GREET_MS) return;
    this.greetedAt = performance.now();
    await Promise.all(this.known.map(greet));
  }
}

/** One that is not there is found out by the stop itself. */
async function greet({ url, token }: AgentControl): Promise<void> {
  const signal = AbortSignal.timeout(GREETING_MS);
  await fetch(`${url}/v1/estop`, { headers: { authorization: `Bearer ${token}` }, signal }).then(
    (response) => response.text(),
    () => '',
  );
}
