import { randomUUID } from 'node:crypto';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CommandEntity, listStandingStops, readEvents, type Database } from '@labwright/persistence';
import { openTestDatabase, setUpLab, type TestDatabase } from '@labwright/testing';
import { importSpool } from './spool-import';
import { StopSpool, type SpoolRecord } from './stop-spool';

describe('the spool of emergency stops', () => {
  let test: TestDatabase;
  let database: Database;
  let folder: string;
  let told: string[];
  const onError = (_where: string, error: Error) => void told.push(error.message);
  const open = () => StopSpool.open(folder, onError);

  beforeEach(async () => {
    test = await openTestDatabase();
    database = test.database;
    await setUpLab(database);
    folder = path.join(await mkdtemp(path.join(tmpdir(), 'spool-')), 'agents', 'bench-1');
    told = [];
  });
  afterEach(async () => {
    await test.drop();
    await rm(path.resolve(folder, '../..'), { recursive: true });
  });

  const at = '2026-11-28T09:00:00.000Z';
  const request = randomUUID();
  const command = randomUUID();
  const records: readonly SpoolRecord[] = [
    { type: 'stop', id: request, instrument: null, instruments: ['shaker-1', 'gone-1'], by: 'user:tim', reason: 'a spill', via: 'api', at },
    {
      type: 'intent',
      id: command,
      instrument: 'shaker-1',
      epoch: 3,
      kind: 'action',
      label: 'G28',
      hex: '473238',
      step: null,
      attempt: null,
      at,
      atLab: at,
    },
    { type: 'answer', id: command, outcome: 'succeeded', hex: '4f4b', durationMs: 12, error: null },
    { type: 'settled', request, instrument: 'shaker-1', sentMs: 4, outcome: 'confirmed', settledMs: 900, evidence: 'M123: 0 rpm' },
  ];
  const imported = async () => ({
    commands: await database.repository(CommandEntity).find(),
    stops: await listStandingStops(database),
    events: (await readEvents(database, { after: null, limit: 100 })).map(({ type }) => type).filter((type) => /stop/.test(type)),
  });

  it('comes into journal, stops and events once, also when a crash brings it twice', async () => {
    const first = await open();
    await Promise.all(records.map((record) => first.append(record)));
    // A power cut in the middle of a line.
    await appendFile(path.join(folder, 'stops.jsonl'), '{"type":"sto');
    await importSpool(database, await open(), 'bench-1', onError);
    for (const record of records) await first.append(record);
    await importSpool(database, first, 'bench-1', onError);
    const { commands, stops, events } = await imported();
    expect(commands).toMatchObject([
      { id: command, label: 'G28', epoch: '3', outcome: 'succeeded', durationMs: 12, intentAt: new Date(at) },
    ]);
    expect(commands[0]?.intentBytes.toString()).toBe('G28');
    expect(stops).toMatchObject([{ instrument: 'shaker-1', outcome: 'confirmed', sentMs: 4, requestedAt: new Date(at) }]);
    expect(events).toEqual(['estop.requested', 'instrument.estopped', 'instrument.stop_confirmed']);
    expect(told.filter((line) => line.includes('cannot be read'))).toHaveLength(1);
    expect(await first.seal()).toEqual([]);
  });

  it('while the database is away, stays', async () => {
    const subject = await open();
    await subject.append(records[0] as SpoolRecord);
    const away = {
      transaction: () => Promise.reject(Object.assign(new Error('away'), { name: 'LabError', code: 'DATABASE_UNAVAILABLE' })),
    };
    await expect(importSpool(away as unknown as Database, subject, 'bench-1', onError)).rejects.toThrow('away');
    await importSpool(database, await open(), 'bench-1', onError);
    expect((await imported()).stops).toHaveLength(1);
  });

  it('when the folder cannot be written, says which setting names another one', async () => {
    const file = path.resolve(folder, '../../file');
    await appendFile(file, '');
    await expect(StopSpool.open(path.join(file, 'below'), onError)).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      message: expect.stringContaining('LABWRIGHT_AGENT_DATA'),
    });
  });
});
