import { randomUUID } from 'node:crypto';
import { eventually, openTestDatabase, setUpLab, type TestDatabase } from '@labwright/testing';
import { Database } from '../database';
import { LabTime } from '../lab-time';
import { PgListener } from '../pg-listener';
import { labNow, paceLab, setLabScale } from './clock.query';
import { latestEventCursor, readEvents, recordEvents, type RecordedEvent } from './event.query';
import { insertIntent, insertQueries, updateAnswers } from './journal.query';
import { acquireLease, releaseLease, renewLeases } from './lease.query';
import { drainOutbox, enqueue, takeBack } from './outbox.query';
import { copyReadings, insertReadings, readReadings, type NewReading } from './reading.query';

describe('the record', () => {
  let test: TestDatabase;
  let database: Database;
  let runId: string;

  beforeAll(async () => {
    test = await openTestDatabase();
    database = test.database;
    const lab = await setUpLab(database);
    runId = (await lab.newRun()).id;
  });
  afterAll(() => test.drop());

  const owner = (name: string, machine = 'm1') => ({ owner: name, agent: 'bench-1', machine });
  const acquire = (by: ReturnType<typeof owner>) => database.transaction((tx) => acquireLease(tx, 'shaker-1', by));
  const expire = () => database.query(`update lab.leases set expires_at = clock_timestamp() - interval '1 ms'`);

  describe('of events', () => {
    it('when an older transaction commits late, still gives its event, after those that were read before', async () => {
      const after = await latestEventCursor(database);
      const other = await Database.open({ url: test.url, name: 'spec late' });
      let commit = (): void => undefined;
      const gate = new Promise<void>((resolve) => (commit = resolve));
      let written = (): void => undefined;
      const inside = new Promise<void>((resolve) => (written = resolve));
      const late = other.transaction(async (tx) => {
        await recordEvents(tx, [{ type: 'run.paused', actor: 'late' }]);
        written();
        await gate;
      });
      await inside;
      await database.transaction((tx) => recordEvents(tx, [{ type: 'run.resumed', actor: 'early' }]));
      // Those of the set-up may still be behind the horizon when the cursor is taken.
      const both = (events: readonly RecordedEvent[]) => events.map((e) => e.actor).filter((actor) => ['early', 'late'].includes(actor));
      const seen = await readEvents(database, { after, limit: 10 });
      commit();
      await late;
      await other.close();
      // Transactions of other databases of this server hold the horizon back for a moment.
      await eventually('both events', 5_000, async () => {
        seen.push(...(await readEvents(database, { after: seen.at(-1)?.cursor ?? after, limit: 10 })));
        return both(seen).length >= 2;
      });
      expect(both(seen).toSorted()).toEqual(['early', 'late']);
    });
  });

  describe('of ownership', () => {
    it('when two processes take one instrument, gives it to one, and to the other only after the lease has run out, under a new epoch', async () => {
      const [a, b] = [await acquire(owner('a')), await acquire(owner('b'))];
      expect([typeof a, b]).toEqual(['number', null]);
      await expire();
      expect(await acquire(owner('b'))).toBe((a ?? 0) + 1);
    });

    it('when a lease has run out, does not revive it', async () => {
      await expire();
      await acquire(owner('c'));
      expect(await renewLeases(database, 'c', ['shaker-1'])).toEqual(['shaker-1']);
      await expire();
      expect(await renewLeases(database, 'c', ['shaker-1'])).toEqual([]);
    });

    it('when a process takes its own instrument again, gives it a new epoch', async () => {
      await expire();
      const first = await acquire(owner('f'));
      expect(await acquire(owner('f'))).toBe((first ?? 0) + 1);
    });

    it('when an instrument is not asked for, lets its lease run out, as after a failed give-back', async () => {
      await expire();
      await acquire(owner('g'));
      expect(await renewLeases(database, 'g', ['shaker-2'])).toEqual([]);
    });

    it('when another machine wants a serial port, refuses it until the owner has given it back', async () => {
      await expire();
      await acquire(owner('d', 'm1'));
      await expire();
      expect(await acquire(owner('e', 'm2'))).toBeNull();
      await releaseLease(database, 'shaker-1', 'd');
      expect(await acquire(owner('e', 'm2'))).not.toBeNull();
    });
  });

  describe('of the wire', () => {
    const command = () => ({
      id: randomUUID(),
      kind: 'setpoint' as const,
      label: 'M104 S45',
      bytes: Buffer.from('M104 S45 \n'),
      runId,
      stepInstanceId: null,
      attempt: null,
    });

    it('when the lease is ours, commits the intent; under an old epoch, or in its last second, it writes nothing', async () => {
      await expire();
      await releaseLease(database, 'shaker-1', 'e');
      const epoch = (await acquire(owner('f'))) ?? 0;
      const key = { instrumentId: 'shaker-1', epoch, owner: 'f' };
      expect(await insertIntent(database, key, command())).toBe(true);
      expect(await insertIntent(database, { ...key, epoch: epoch - 1 }, command())).toBe(false);
      await database.query(`update lab.leases set expires_at = clock_timestamp() + interval '900 ms'`);
      expect(await insertIntent(database, key, command())).toBe(false);
    });

    it('when an answer is stored twice, keeps the first', async () => {
      const [row] = await database.query<{ id: string }>(`select id from lab.commands where outcome is null limit 1`);
      const answer = (text: string) => ({
        id: row?.id ?? '',
        bytes: Buffer.from(text),
        outcome: 'succeeded' as const,
        durationMs: 1.5,
        error: null,
      });
      await database.transaction((tx) => updateAnswers(tx, [answer('M104 OK\n')]));
      await database.transaction((tx) => updateAnswers(tx, [answer('late\n')]));
      const [stored] = await database.query<{ reply: Buffer }>(`select reply_bytes as reply from lab.commands where id = $1`, [row?.id]);
      expect(stored?.reply.toString()).toBe('M104 OK\n');
    });

    it('when a batch of queries is stored again, has each once', async () => {
      const id = randomUUID();
      const answer = { id, bytes: Buffer.from('M105 C:25.00 T:None OK\n'), outcome: 'succeeded' as const, durationMs: 2, error: null };
      const ofWhom = { instrumentId: 'shaker-1', epoch: 1 };
      const query = { ...command(), ...ofWhom, id, kind: 'query' as const, answer, sentAt: new Date(), sentLab: new Date() };
      for (let i = 0; i < 2; i++) await insertQueries(database, [query]);
      const [row] = await database.query<{ n: number }>(`select count(*)::int as n from lab.commands where id = $1`, [id]);
      expect(row?.n).toBe(1);
    });
  });

  describe('of readings', () => {
    it('when the same readings come twice, has each once, in time order, with unit, quality, raw bytes and whether simulated', async () => {
      const at = (s: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, s));
      const one = (s: number, value: number | null): NewReading => ({
        name: 'temperature',
        value,
        unit: 'Cel',
        quality: value === null ? 'missing' : 'ok',
        raw: Buffer.from([s]),
        commandId: randomUUID(),
        runId,
        stepInstanceId: null,
        instrumentId: 'shaker-1',
        simulated: true,
        atWall: at(s),
        atLab: at(s),
      });
      const batch = [one(3, 30), one(1, 10), one(2, null)];
      for (let i = 0; i < 2; i++) await database.transaction((tx) => insertReadings(tx, batch));
      const rows = await readReadings(database, { runId, name: 'temperature', limit: 10 });
      expect(rows.map((r) => [r.value, r.unit, r.quality, r.rawHex, r.simulated])).toEqual([
        [10, 'Cel', 'ok', '01', true],
        [null, 'Cel', 'missing', '02', true],
        [30, 'Cel', 'ok', '03', true],
      ]);
      const rest = await readReadings(database, { runId, name: 'temperature', after: rows[0]?.id, limit: 10 });
      expect(rest.map((r) => r.value)).toEqual([null, 30]);
    });

    it('copied in bulk, are what they are when they are inserted, and one that is there already is left as it is', async () => {
      const odd = (n: number, more: Partial<NewReading>): NewReading => ({
        name: 'fluorescence',
        value: n,
        unit: '{RFU}',
        quality: 'ok',
        raw: Buffer.from([n, 0, 9, 10, 13, 92, 255]),
        commandId: randomUUID(),
        runId,
        stepInstanceId: null,
        instrumentId: 'shaker-1',
        simulated: true,
        atWall: new Date(Date.UTC(2026, 0, 1, 0, 0, n, 123)),
        atLab: new Date(Date.UTC(2026, 0, 1, 0, 0, n, 456)),
        ...more,
      });
      const batch = [
        odd(1, { well: 'A1', wavelength: 485, target: null }),
        odd(2, { well: 'a\\b\tc\nd\re\u00b5', value: 1.1e-300, target: 37.25 }),
        odd(3, { value: null, quality: 'missing', unit: '\\N' }),
        odd(4, { value: Number.MAX_SAFE_INTEGER }),
      ];
      const stored = async () => {
        const rows = await readReadings(database, { runId, name: 'fluorescence', limit: 10 });
        return rows.map((row) => ({ ...row, id: '' }));
      };
      await copyReadings(database, batch.slice(0, 2));
      // The first two are there: the others get in all the same.
      await copyReadings(database, batch);
      const copied = await stored();
      await database.query(`delete from lab.readings where run_id = $1 and name = 'fluorescence'`, [runId]);
      await database.transaction((tx) => insertReadings(tx, batch));
      expect(copied).toHaveLength(4);
      expect(copied).toEqual(await stored());
    });

    it('when they are of a run that is not there, refuses them by name', async () => {
      const [one] = await database.query<{ n: number }>('select count(*)::int as n from lab.readings');
      const stray: NewReading = {
        name: 'temperature',
        value: 37,
        unit: 'Cel',
        quality: 'ok',
        raw: Buffer.from('T'),
        commandId: randomUUID(),
        runId: randomUUID(),
        stepInstanceId: null,
        instrumentId: 'shaker-1',
        simulated: true,
        atWall: new Date(0),
        atLab: new Date(0),
      };
      await expect(copyReadings(database, [stray])).rejects.toThrow(`readings refers to run ${stray.runId}, which is not there`);
      expect(await database.query('select count(*)::int as n from lab.readings')).toEqual([one]);
    });

    it('when a device says several of one name between two questions, has all of them', async () => {
      const commandId = randomUUID();
      const said = (value: number): NewReading => ({
        name: 'optical_density',
        value,
        unit: '{AU}',
        quality: 'ok',
        raw: Buffer.from(`od ${value}`),
        commandId,
        runId,
        stepInstanceId: null,
        instrumentId: 'shaker-1',
        simulated: true,
        atWall: new Date(Date.UTC(2026, 0, 1)),
        atLab: new Date(Date.UTC(2026, 0, 1)),
      });
      const batch = [said(0.1), said(0.2)];
      for (let i = 0; i < 2; i++) await database.transaction((tx) => insertReadings(tx, batch));
      const rows = await readReadings(database, { runId, name: 'optical_density', limit: 10 });
      expect(rows.map((r) => r.value)).toEqual([0.1, 0.2]);
    });
  });

  describe('of the outbox', () => {
    it('when a delivery fails, keeps the rows and gives them again', async () => {
      await database.query('delete from lab.outbox');
      await database.transaction((tx) => enqueue(tx, 'runs', 'advance', { runId }));
      await expect(drainOutbox(database, 10, () => Promise.reject(new Error('queue away')))).rejects.toThrow('queue away');
      const delivered: string[] = [];
      expect(await drainOutbox(database, 10, async (rows) => void delivered.push(...rows.map((r) => r.name)))).toBe(1);
      expect([delivered, await drainOutbox(database, 10, async () => undefined)]).toEqual([['advance'], 0]);
    });
  });

  describe('of wake-ups that this process takes itself', () => {
    const taken: string[] = [];
    const waiting = async () =>
      (await database.query<{ queue: string }>('select queue from lab.outbox order by id')).map((row) => row.queue);
    beforeEach(async () => {
      await database.query('delete from lab.outbox');
      database.shortWay = { takes: ({ queue }) => queue === 'runs', give: (all) => taken.push(...all.map(({ payload }) => payload)) };
    });
    afterEach(() => ((database.shortWay = null), taken.splice(0)));

    it('gives them once they are committed, and leaves the others in the outbox', async () => {
      await database.transaction(async (tx) => {
        await enqueue(tx, 'runs', 'advance', { runId });
        await enqueue(tx, 'bench.other', 'step', { runId });
        await tx.finish();
        expect(taken).toEqual([]);
      });
      expect([taken, await waiting()]).toEqual([[JSON.stringify({ runId })], ['bench.other']]);
    });

    it('gives none of a transaction that was undone', async () => {
      const undone = database.transaction(async (tx) => {
        await enqueue(tx, 'runs', 'advance', { runId });
        throw new Error('undone');
      });
      await expect(undone).rejects.toThrow('undone');
      expect([taken, await waiting()]).toEqual([[], []]);
    });

    it('can take one back that it would give, and only such a one', async () => {
      await database.transaction(async (tx) => {
        await enqueue(tx, 'runs', 'advance', { runId });
        await enqueue(tx, 'bench.other', 'step', { runId });
        expect(takeBack(tx, 'runs', 'advance', { runId: 'another' })).toBe(false);
        expect(takeBack(tx, 'bench.other', 'step', { runId })).toBe(false);
        expect(takeBack(tx, 'runs', 'advance', { runId })).toBe(true);
      });
      expect([taken, await waiting()]).toEqual([[], ['bench.other']]);
    });
  });

  describe('of lab time', () => {
    it('when the rate changes, makes no jump, is told to every process, and is 20 at most while a step is under way', async () => {
      const listener = new PgListener(test.url, 'spec');
      await listener.connect();
      const subject = await new LabTime(database).follow(listener);
      const begun = performance.now();
      const before = (await database.transaction(labNow)).getTime();
      await database.transaction((tx) => setLabScale(tx, 600));
      const after = (await database.transaction(labNow)).getTime();
      expect(after - before).toBeLessThanOrEqual((performance.now() - begun) * 600);
      await new Promise<void>((resolve) => (subject.rate === 600 ? resolve() : subject.onChange(() => resolve())));
      await database.query(`update lab.step_instances set status = 'running' where run_id = $1 and position = array[0]`, [runId]);
      await database.transaction((tx) => paceLab(tx));
      const [clock] = await database.query<{ rate: number }>('select rate from lab.lab_clock');
      expect(clock?.rate).toBe(20);
      const apart = async () => Math.abs(subject.now() - (await database.transaction(labNow)).getTime());
      await eventually('the time of the database', 5_000, async () => (await apart()) < 20 * 100);
      subject.close();
      await listener.close();
    });

    it('when the clock of this machine is set, goes on evenly by that of the database', async () => {
      const subject = new LabTime(database);
      await subject.read();
      const [lab, wall] = [subject.now(), subject.wallNow()];
      const set = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
      try {
        expect(subject.now() - lab).toBeLessThan(600 * 1_000);
        expect(subject.wallNow() - wall).toBeLessThan(1_000);
        await subject.read();
        const there = await database.transaction((tx) => tx.wallNow());
        expect(Math.abs(subject.wallNow() - there.getTime())).toBeLessThan(1_000);
      } finally {
        set.mockRestore();
      }
    });
  });
});
