import { performance } from 'node:perf_hooks';
import type { WriteFence } from '@drivers/kit';
import { LabError } from '@labwright/domain';
import { BackgroundLoop } from '@labwright/execution';
import { LEASE_MS, acquireLease, releaseLease, renewLeases, type Database, type LeaseOwner } from '@labwright/persistence';

/** Kept between the end of a lease in the database and the last write here, for the way of the byte through the kernel. */
const MARGIN_MS = 100;
const RENEW_MS = 1_000;

interface Lease {
  readonly epoch: number;
  /** Monotonic wall milliseconds. Counted from before the database was asked, so that it is never later than the database's own end. */
  validUntil: number;
  readonly onLost: (why: string) => void;
}

/**
 * Ownership of instruments by this process. A lease lives 3 s and is renewed every second; one that has run out is never revived, it is
 * taken again under a new epoch. The fence refuses every write after the end, on the monotonic clock, also when this process was stopped
 * in between. A crash leaves leases that run out by themselves.
 */
export class LeaseKeeper {
  private readonly leases = new Map<string, Lease>();
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly database: Database,
    readonly owner: LeaseOwner,
    onError: (where: string, error: Error) => void,
  ) {
    this.loop = new BackgroundLoop({ name: 'leases', everyMs: RENEW_MS, work: () => this.renew(), onError }).start();
  }

  /** Takes an instrument under a new epoch; null while another process owns it. `recover` is done before anything is sent; when it fails, take it again. */
  async acquire(instrumentId: string, onLost: (why: string) => void, recover: (epoch: number) => Promise<void>): Promise<number | null> {
    const asked = performance.now();
    const epoch = await this.database.transaction((tx) => acquireLease(tx, instrumentId, this.owner));
    if (epoch === null) return null;
    this.leases.set(instrumentId, { epoch, validUntil: asked + LEASE_MS, onLost });
    await recover(epoch);
    return epoch;
  }

  /** Whether this process owns the instrument now. */
  holds(instrumentId: string): boolean {
    const lease = this.leases.get(instrumentId);
    return lease !== undefined && performance.now() < lease.validUntil - MARGIN_MS;
  }

  fence(instrumentId: string, url: string): WriteFence {
    return {
      assertWritable: () => {
        if (this.holds(instrumentId)) return;
        const message = `${instrumentId} (${url}): nothing is sent, because this bench agent's ownership has run out; it takes the instrument again when the database answers`;
        throw new LabError('DRIVER_TRANSPORT_FENCED', message, { instrument: instrumentId, url, outcome: 'failed' }, 'safe');
      },
    };
  }

  async release(instrumentId: string): Promise<void> {
    if (!this.leases.delete(instrumentId)) return;
    await releaseLease(this.database, instrumentId, this.owner.owner);
  }

  async stop(): Promise<void> {
    await this.loop.stop();
  }

  private async renew(): Promise<void> {
    const asked = performance.now();
    try {
      if (this.leases.size > 0) {
        const renewed = new Set(await renewLeases(this.database, this.owner.owner, [...this.leases.keys()]));
        for (const id of renewed) {
          const lease = this.leases.get(id);
          if (lease) lease.validUntil = asked + LEASE_MS;
        }
      }
      await this.database.query(`update lab.agents set seen_at = now() where name = $1 and instance = $2`, [
        this.owner.agent,
        this.owner.owner,
      ]);
    } finally {
      for (const [id, lease] of this.leases) {
        if (performance.now() < lease.validUntil) continue;
        this.leases.delete(id);
        lease.onLost('the lease ran out: the database did not answer in time, or this process was suspended');
      }
    }
  }
}
