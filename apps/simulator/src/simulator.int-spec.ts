import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readTask, recordEvents } from '@labwright/persistence';
import type { StopService } from '@labwright/process';
import { eventually, openTestDatabase, setUpLab, type LabFixture, type TestDatabase } from '@labwright/testing';
import { openTaskOf } from './operator/fixtures/open-task';
import type { LabwareView } from './control.contract';
import { EMBEDDED_FLEET } from './fleet';
import { simulatorService } from './simulator';

const SETTINGS = ['LABWRIGHT_HOME', 'DATABASE_URL', 'LAB_TIME_SCALE', 'MQTT_URL', 'LABWRIGHT_SCRIPTED_OPERATOR'] as const;

describe('the simulator as a service', () => {
  let home: string;
  let test: TestDatabase;
  let stop: StopService;
  const before = Object.fromEntries(SETTINGS.map((name) => [name, process.env[name]]));

  beforeEach(async () => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), 'labwright-simulator-'));
    test = await openTestDatabase();
    Object.assign(process.env, { LABWRIGHT_HOME: home, DATABASE_URL: test.url, LAB_TIME_SCALE: '3600' });
    delete process.env['MQTT_URL'];
    delete process.env['LABWRIGHT_SCRIPTED_OPERATOR'];
  });

  afterEach(async () => {
    await stop();
    for (const name of SETTINGS) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    await test.drop();
    fs.rmSync(home, { recursive: true });
  });

  let said: string[];

  const started = async (): Promise<LabFixture> => {
    said = [];
    const fixture = await setUpLab(test.database);
    // Registering an instrument needs its driver in the database, as a bench agent writes it.
    for (const { driver } of EMBEDDED_FLEET) {
      const insert = `insert into lab.drivers (id, version, manifest, settings_schema) select $1, version, manifest, settings_schema from lab.drivers limit 1 on conflict do nothing`;
      await test.database.query(insert, [driver]);
    }
    const context = {
      stopping: new AbortController().signal,
      announce: () => undefined,
      log: (line: string) => void said.push(line),
      show: () => undefined,
    };
    stop = await simulatorService(EMBEDDED_FLEET, []).start(context);
    return fixture;
  };

  it('tells on its control port what the record put into the wells', async () => {
    const fixture = await started();
    const { url, token } = JSON.parse(fs.readFileSync(path.join(home, 'simulator.json'), 'utf8')) as { url: string; token: string };
    const run = await fixture.newRun();
    const transfers = [{ from: { material: 'lb' }, to: 'plate', wells: ['A1'], microlitres: 150 }];
    const data = { labware: 'plate', transfers };
    await test.database.transaction((tx) => recordEvents(tx, [{ type: 'labware.filled', actor: 'spec', runId: run.id, data }]));
    const plate = await eventually('a filled plate', 5_000, async () => {
      const response = await fetch(`${url}/labware`, { headers: { authorization: `Bearer ${token}`, connection: 'close' } });
      return ((await response.json()) as LabwareView[]).find((it) => it.wells['A1']);
    });
    expect(plate).toMatchObject({ run: run.id, name: 'plate', type: 'plate-96-clear-flat', place: 'bench' });
    expect(plate.wells['A1']!.volume).toBeGreaterThan(100);
  });

  it('with LABWRIGHT_SCRIPTED_OPERATOR=on, does the task of a run', async () => {
    process.env['LABWRIGHT_SCRIPTED_OPERATOR'] = 'on';
    const fixture = await started();
    const task = await openTaskOf(test.database, (await fixture.newRun()).id);
    await eventually('the task is completed', 8_000, async () => (await readTask(test.database, task))?.status === 'completed');
    expect(await readTask(test.database, task)).toMatchObject({ scripted: true, completedBy: { name: 'scripted-operator' } });
  }, 20_000);

  it('registers its fleet without the spare instruments, and says where each of those is until somebody registers it', async () => {
    await started();
    const known = await test.database.query<{ id: string }>('select id from lab.instruments order by id');
    expect(known.map(({ id }) => id)).toEqual(['heater-shaker', 'incubator', 'reader', 'shaker-1']);
    const spares = said.filter((line) => line.startsWith('spare: '));
    expect(spares).toHaveLength(2);
    for (const line of spares) {
      const [, id = '', file = ''] = /^spare: (\S+) .* at serial:\/\/(\S+);/.exec(line) ?? [];
      expect(file).toBe(path.join(home, 'dev', id));
      expect(fs.realpathSync(file)).toMatch(/^\/dev\/pts\//);
    }
  });
});
