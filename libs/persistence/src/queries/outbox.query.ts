import { traceParent } from '@labwright/telemetry';
import type { AtEnd, Database, NewWakeUp, Tx } from '../database';

export interface OutboxRow {
  readonly id: string;
  readonly queue: string;
  readonly name: string;
  readonly payload: Record<string, unknown>;
}

/**
 * Writes a wake-up in the transaction that makes it necessary. It carries row ids, never decisions; and, while traces are on, the place in
 * the trace of the work that wrote it, as `traceparent`. One that the same process takes itself is not written: it is lost with the process, as a
 * job under way is, and found by the sweeper like that.
 */
export function enqueue(tx: Tx, queue: string, name: string, payload: Readonly<Record<string, unknown>>): Promise<void> {
  const traceparent = traceParent();
  const wakeUps = tx.atEnd(WAKE_UPS);
  const text = JSON.stringify(traceparent === null ? payload : { ...payload, traceparent });
  // One transaction may have several reasons for the same look.
  if (!wakeUps.some((each) => each.queue === queue && each.name === name && each.payload === text))
    wakeUps.push({ queue, name, payload: text });
  return Promise.resolve();
}

/**
 * Takes back a wake-up of this transaction that its process would take itself after the commit, for whoever acts on it now. False where there is
 * none such: nothing was asked for, or another process does it.
 */
export function takeBack(tx: Tx, queue: string, name: string, payload: Readonly<Record<string, string>>): boolean {
  const wakeUps = tx.atEnd(WAKE_UPS);
  const at = wakeUps.findIndex((each) => each.queue === queue && each.name === name && asksFor(each, payload) && tx.takesItself(each));
  if (at >= 0) wakeUps.splice(at, 1);
  return at >= 0;
}

/** Whatever its place in a trace. */
function asksFor(wakeUp: NewWakeUp, payload: Readonly<Record<string, string>>): boolean {
  const own = JSON.parse(wakeUp.payload) as Readonly<Record<string, unknown>>;
  return Object.entries(payload).every(([key, value]) => own[key] === value);
}

const WAKE_UPS: AtEnd<NewWakeUp[]> = {
  rank: 2,
  begin: () => [],
  async finish(tx, collected) {
    const wakeUps = tx.keepBack(collected);
    if (wakeUps.length === 0) return;
    await tx.prepared(
      `insert into lab.outbox (queue, name, payload) select w.queue, w.name, w.payload::jsonb from unnest($1::text[], $2::text[], $3::text[]) as w(queue, name, payload)`,
      [wakeUps.map(({ queue }) => queue), wakeUps.map(({ name }) => name), wakeUps.map(({ payload }) => payload)],
    );
  },
};

/**
 * Takes up to `limit` rows, oldest first, hands them to `deliver`, and removes them when that went well. A crash in between delivers
 * them again under the same job ids, which the queue ignores. Several relays may run: each takes other rows. Gives the number delivered.
 */
export async function drainOutbox(
  database: Database,
  limit: number,
  deliver: (rows: readonly OutboxRow[]) => Promise<void>,
): Promise<number> {
  return database.transaction(async (tx) => {
    const rows = await tx.prepared<OutboxRow>(
      `delete from lab.outbox where id in (select id from lab.outbox order by id limit $1 for update skip locked) returning id::text, queue, name, payload`,
      [limit],
    );
    if (rows.length > 0) await deliver([...rows].sort((a, b) => Number(BigInt(a.id) - BigInt(b.id))));
    return rows.length;
  });
}
