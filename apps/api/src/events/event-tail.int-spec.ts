import { PgListener, recordEvents, type Database } from '@labwright/persistence';
import { eventually, openTestDatabase, setUpLab, type TestDatabase } from '@labwright/testing';
import { EventPulse } from './event-pulse';
import { EventTail } from './event-tail';

describe('what streams read', () => {
  let test: TestDatabase;
  let database: Database;
  let listener: PgListener;
  let pulse: EventPulse;
  let subject: EventTail;
  let pulses = 0;
  let leave: () => void;

  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    listener = new PgListener(test.url, 'spec');
    await listener.connect();
    pulse = new EventPulse(database, listener);
    subject = new EventTail(database, pulse);
    pulses = 0;
    leave = pulse.on(() => pulses++);
  });
  afterEach(async () => {
    leave();
    await listener.close();
    await test.drop();
  });

  const happen = (count: number, runId: string | null = null): Promise<void> =>
    database.transaction((tx) =>
      recordEvents(
        tx,
        Array.from({ length: count }, (_, n) => ({ type: 'run.started' as const, actor: 'spec', runId, data: { n } })),
      ),
    );
  const bytesOf = (pieces: readonly Buffer[]) => Buffer.concat(pieces).toString();
  const countOf = (pieces: readonly Buffer[]) => bytesOf(pieces).match(/^data: /gm)?.length ?? 0;

  it('when many are at the same place, is read once for all of them, and has the same bytes for all of them', async () => {
    await happen(3);
    await eventually('the events are readable', 5_000, async () => countOf((await fresh('0')).pieces(null)) === 3);
    const batches = await Promise.all(Array.from({ length: 500 }, () => subject.after('0')));
    expect(new Set(batches).size).toBe(1);
    expect(new Set(batches.map((batch) => batch.pieces(null))).size).toBe(1);
  });

  it('when something happens after a read, is read again', async () => {
    await happen(1);
    const first = await eventually('one event', 5_000, async () => {
      const batch = await subject.after('0');
      return countOf(batch.pieces(null)) === 1 ? batch : null;
    });
    await happen(1);
    await eventually('both events', 5_000, async () => countOf((await subject.after('0')).pieces(null)) === 2);
    expect(countOf(first.pieces(null))).toBe(1);
    expect(pulses).toBeGreaterThan(0);
  });

  it('when a run has done nothing for long, leaves its stream at the end of the record all the same', async () => {
    const { newRun } = await setUpLab(database);
    const { id } = await newRun();
    await happen(450);
    const newest = await eventually('all events are readable', 5_000, async () => {
      const { last } = await fresh(await subject.newest());
      return bytesOf((await fresh('0')).pieces(null)) !== '' && last === (await subject.newest()) ? last : null;
    });
    const batch = await subject.ofRun(id, '0');
    expect({ last: batch.last, full: batch.full, some: countOf(batch.pieces(id)) > 0 }).toEqual({ last: newest, full: false, some: true });
  });

  it('when events are of several runs, gives each stream those of its own', async () => {
    const { newRun } = await setUpLab(database);
    const [one, other] = [await newRun(), await newRun()];
    const before = await subject.newest();
    await happen(5, one.id);
    await happen(7, other.id);
    const batch = await eventually('all twelve', 5_000, async () => {
      const read = await fresh(before);
      return countOf(read.pieces(null)) >= 12 ? read : null;
    });
    expect(bytesOf(batch.pieces(one.id))).not.toContain(other.id);
    expect([countOf(batch.pieces(one.id)) >= 5, countOf(batch.pieces(other.id)) >= 7]).toEqual([true, true]);
  });

  /** A read that nothing before it is kept for. */
  function fresh(cursor: string) {
    return new EventTail(database, pulse).after(cursor);
  }
});
