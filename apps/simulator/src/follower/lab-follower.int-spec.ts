import type { EventType } from '@labwright/domain';
import { createRun } from '@labwright/execution';
import { Database, PgListener, recordEvents } from '@labwright/persistence';
import { eventually, openTestDatabase, setUpLab, type LabFixture, type TestDatabase } from '@labwright/testing';
import { HeaterShakerDevice } from '@drivers/opentrons-heater-shaker';
import type { DeviceWorld } from '@drivers/kit';
import { ManualTime } from '../../../../drivers/kit/src/conformance/manual-time';
import { PhysicalLab, type LabwareTruth } from '../physics/physical-lab';
import type { Transfer } from '../physics/transfer';
import { LabFollower } from './lab-follower';

const [MINUTE, HOUR] = [60_000, 3_600_000];
const NEST = 'shaker-1.nest';
const CARRIER = 'reader.carrier';
const millimolar = (value: number) => ({ id: 'iptg', name: 'IPTG', concentration: { value, unit: 'mmol/L' } });

describe('the follower of the record', () => {
  let test: TestDatabase;
  let database: Database;
  let fixture: LabFixture;
  let listener: PgListener;
  let time: ManualTime;
  let physics: PhysicalLab;
  let subject: LabFollower;
  let said: string[];

  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    fixture = await setUpLab(database);
    listener = new PgListener(test.url, 'spec listener');
    await listener.connect();
    said = [];
    time = new ManualTime();
    physics = new PhysicalLab({ now: () => time.labNow(), ambient: () => 22, seed: 1 });
    subject = new LabFollower(database, physics, (line) => said.push(line));
  });

  afterEach(async () => {
    await subject.close();
    await listener.close();
    await test.drop();
  });

  const record = (runId: string, type: EventType, data: Record<string, unknown> = {}): Promise<void> =>
    database.transaction((tx) => recordEvents(tx, [{ type, actor: 'spec', runId, data }]));
  const fill = (runId: string, ...transfers: Transfer[]): Promise<void> => record(runId, 'labware.filled', { labware: 'plate', transfers });
  const from = (material: string, wells: string[], microlitres: number): Transfer => ({
    from: { material },
    to: 'plate',
    wells,
    microlitres,
  });
  const move = (runId: string, to: string): Promise<void> => record(runId, 'labware.moved', { labware: 'plate', to });
  const plateOf = (runId: string): LabwareTruth | undefined => Object.values(physics.truth()).find((it) => it.run === runId);
  const isAt = (runId: string, place: string): Promise<unknown> =>
    eventually(`${runId} at ${place}; ${said.join('; ')}`, 5_000, () => plateOf(runId)?.place === place);
  /** A run whose plan has these materials, made and told of in one transaction as the lab does it. */
  const newRun = (...materials: unknown[]): Promise<string> =>
    database.transaction(async (tx) => {
      const request = { protocolHash: fixture.protocolHash, parameters: {}, bindings: {}, priority: 0, idempotencyKey: null };
      const { id } = await createRun(tx, request, { principalId: fixture.author.id, actor: 'spec' });
      await tx.query(`update lab.runs set plan = plan || jsonb_build_object('materials', $2::jsonb) where id = $1`, [
        id,
        JSON.stringify(materials),
      ]);
      return id;
    });

  it('a culture is put, filled, covered, warmed and read as the record says', async () => {
    await subject.start(listener);
    const world: DeviceWorld = { ...time.world(), expose: (_nest, conditions) => physics.exposeAt(NEST, conditions) };
    const shaker = new HeaterShakerDevice({ serialNumber: 'S', world });
    // The nest is warm and shakes before anything stands there; the plate meets that at once.
    shaker.attach({ send: () => undefined })(Buffer.from('M104 S37 \nM3 S800 \n'));
    await time.advance(10 * MINUTE);
    const run = await newRun({ id: 'lb', name: 'LB' }, { id: 'overnight_culture', name: 'culture' });
    await isAt(run, 'bench');
    await fill(run, from('lb', ['A1', 'B1'], 148), from('overnight_culture', ['B1'], 2));
    await record(run, 'labware.covered', { labware: 'plate', cover: 'breathable-film' });
    await move(run, CARRIER);
    await isAt(run, CARRIER);
    const before = physics.contentsAt(CARRIER)!.absorbance('B1', 600);
    await move(run, NEST);
    await isAt(run, NEST);
    await time.advance(3 * HOUR);
    await record(run, 'labware.covered', { labware: 'plate', cover: null });
    await move(run, CARRIER);
    await isAt(run, CARRIER);
    const reader = physics.contentsAt(CARRIER)!;
    expect(plateOf(run)!.wells['B1']!.od).toBeGreaterThan(1);
    expect(reader.absorbance('B1', 600) - reader.absorbance('A1', 600)).toBeGreaterThan(0.5);
    expect(reader.absorbance('B1', 600)).toBeGreaterThan(before);
    expect(physics.measurements.after(0)).toMatchObject([
      { n: 1, run, name: 'plate', kind: 'absorbance' },
      { n: 2, run, name: 'plate', kind: 'absorbance', wells: { B1: plateOf(run)!.wells['B1'] } },
    ]);
    expect(said).toEqual([]);
    shaker.dispose();
  });

  it('two runs that mean different things by one name do not mix', async () => {
    await subject.start(listener);
    const weak = await newRun(millimolar(10));
    const strong = await newRun(millimolar(200));
    for (const run of [weak, strong]) await fill(run, from('iptg', ['A1'], 100), from('water', ['A1'], 100));
    await eventually('both filled', 5_000, () => plateOf(strong)?.wells['A1']?.volume === 200);
    expect(plateOf(weak)!.wells['A1']!.iptg).toBeCloseTo(5);
    expect(plateOf(strong)!.wells['A1']!.iptg).toBeCloseTo(100);
  });

  it('moves liquid from a well to another, by the names of the run', async () => {
    await subject.start(listener);
    const run = await newRun({ id: 'dye', name: 'dye' });
    await fill(run, from('dye', ['A1'], 100), { from: { labware: 'plate', well: 'A1' }, to: 'plate', wells: ['C3'], microlitres: 30 });
    await eventually('moved', 5_000, () => plateOf(run)?.wells['C3']?.volume === 30);
    expect(plateOf(run)!.wells['A1']!.volume).toBe(70);
  });

  it('takes liquid out of each well into the waste, and leaves the pellet where it was spun', async () => {
    await subject.start(listener);
    const run = await newRun({ id: 'overnight_culture', name: 'culture' });
    const waste = (wells: string[], keeps?: 'pellet'): Transfer => ({
      from: { labware: 'plate' },
      to: 'waste',
      wells,
      microlitres: 200,
      ...(keeps ? { keeps } : {}),
    });
    await fill(run, from('overnight_culture', ['A1', 'A2', 'A3'], 200), waste(['A1', 'A2'], 'pellet'), waste(['A3']));
    await eventually('emptied', 5_000, () => plateOf(run)?.wells['A3']?.volume === 2);
    const { A1, A2, A3 } = plateOf(run)!.wells;
    for (const spun of [A1!, A2!]) expect(spun.od).toBeCloseTo(690, 6);
    expect(A3!.od).toBeCloseTo(6.9, 6);
    expect(said).toEqual([]);
  });

  it('what cannot be done is said in one sentence, and following goes on', async () => {
    await subject.start(listener);
    const run = await newRun({ id: 'spirit', name: 'ouzo' });
    await move(run, NEST);
    const other = await newRun();
    await move(other, NEST);
    await record(run, 'labware.covered', { labware: 'plate', cover: 'towel' });
    await record(run, 'labware.moved', { labware: 'flask', to: 'bench' });
    await record(run, 'labware.filled', { labware: 'plate' });
    await fill(run, from('spirit', ['A1'], 10));
    await eventually('filled', 5_000, () => plateOf(run)?.wells['A1']?.volume === 10);
    expect(plateOf(other)!.place).toBe('bench');
    expect(said).toEqual([
      expect.stringContaining('takes water for spirit (ouzo)'),
      expect.stringMatching(/passes over labware\.moved of run .* holds .* already/),
      expect.stringContaining('has no cover towel'),
      expect.stringContaining('there is no labware flask of this run'),
      expect.stringContaining('passes over labware.filled'),
    ]);
  });

  it('after a restart labware of unfinished runs stands at its places, empty, and the log says so', async () => {
    const run = await newRun();
    await fill(run, from('water', ['A1'], 10));
    await database.query(`update lab.labware set place_id = $2 where run_id = $1`, [run, NEST]);
    const over = await newRun();
    await database.query(`update lab.runs set ended_at = now() where id = $1`, [over]);
    await subject.start(listener);
    expect(plateOf(run)).toMatchObject({ place: NEST, name: 'plate', wells: {} });
    expect(physics.size).toBe(1);
    expect(said).toEqual([expect.stringContaining('1 pieces of labware of earlier runs, empty')]);
    await fill(run, from('water', ['A1'], 20));
    await eventually('filled', 5_000, () => plateOf(run)?.wells['A1']?.volume === 20);
  });

  it('when the connections to the database are cut, goes on where it was', async () => {
    await subject.start(listener);
    const run = await newRun();
    await isAt(run, 'bench');
    const kill = `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
    await database.query(kill).catch(() => undefined);
    await eventually('the database answers', 5_000, () =>
      move(run, NEST).then(
        () => true,
        () => false,
      ),
    );
    await isAt(run, NEST);
  });

  it('is a few milliseconds behind the record', async () => {
    await subject.start(listener);
    const run = await newRun();
    await isAt(run, 'bench');
    const lags: number[] = [];
    for (let turn = 0; turn < 10; turn += 1) {
      const to = turn % 2 === 0 ? NEST : CARRIER;
      await move(run, to);
      const begun = performance.now();
      while (plateOf(run)?.place !== to && performance.now() - begun < 2_000) await new Promise((resolve) => setImmediate(resolve));
      lags.push(performance.now() - begun);
    }
    expect(lags.toSorted((a, b) => a - b)[5]).toBeLessThan(100);
  });

  it('with more than 200 pieces, forgets those of ended runs, oldest ended first, but none that stands on an instrument', async () => {
    await subject.start(listener);
    const [first, second, third] = [await newRun(), await newRun(), await newRun()];
    await move(first, NEST);
    await isAt(first, NEST);
    for (let piece = 0; piece < 198; piece += 1) physics.put(`other-${piece}`, 'reservoir', 'bench');
    for (const run of [first, third, second]) await record(run, 'run.ended');
    await eventually('the third is gone', 5_000, () => plateOf(third) === undefined);
    expect(plateOf(first)?.place).toBe(NEST);
    expect(plateOf(second)?.place).toBe('bench');
  });
});
