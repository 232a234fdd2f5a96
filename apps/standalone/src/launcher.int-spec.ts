import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Launcher } from './launcher';
import { EMBEDDED_LAB } from './service-list';

jest.setTimeout(60_000);

/** Says its environment in a line and is ready. */
const PROGRAM = `
process.on('message', (m) => m === 'stop' && process.exit(0));
process.on('disconnect', () => process.exit(0));
console.log(JSON.stringify(process.env));
process.send({ type: 'ready', url: 'postgres://owner@127.0.0.1:1/lab', applicationUrl: 'postgres://app@127.0.0.1:1/lab' });`;
const SECRETS = {
  OPENAI_API_KEY: 'sk-of-a-spec-0123456789',
  OPENAI_ORG_ID: 'org-of-a-spec',
  LABWRIGHT_METRICS_TOKEN: 'token-of-a-spec',
  LABWRIGHT_NOTIFY_SECRET: 'signature-of-a-spec',
};

describe('what the services of the embedded lab are told', () => {
  let folder: string;
  const names = [...Object.keys(SECRETS), 'OPENAI_BASE_URL'];
  const before = Object.fromEntries(names.map((name) => [name, process.env[name]]));

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'labwright-launcher-'));
    for (const name of names) delete process.env[name];
  });
  afterEach(() => {
    for (const name of names) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    fs.rmSync(folder, { recursive: true });
  });

  /** The environment of each service, by its name. */
  async function environments(): Promise<Readonly<Record<string, NodeJS.ProcessEnv>>> {
    const program = path.join(folder, 'program.js');
    fs.writeFileSync(program, PROGRAM);
    const lines: string[] = [];
    const options = { port: 0, home: folder, timeScale: 60, seed: 1, selfApprove: false, scriptedOperator: false };
    const subject = new Launcher(
      options,
      EMBEDDED_LAB.map((service) => ({ ...service, program })),
      { out: (line) => lines.push(line), err: (line) => lines.push(line) },
    );
    try {
      await subject.start();
    } finally {
      await subject.stop();
    }
    const told = lines.flatMap((line) => /^\[([\w-]+)\] (\{.*\})$/.exec(line) ?? []);
    return Object.fromEntries(
      EMBEDDED_LAB.map(({ name }) => [name, JSON.parse(told[told.indexOf(name) + 1] ?? '{}') as NodeJS.ProcessEnv]),
    );
  }
  const withOne = (told: Readonly<Record<string, NodeJS.ProcessEnv>>, setting: string) =>
    Object.keys(told).filter((service) => told[service]?.[setting] !== undefined);

  it('when a key of a model is set, is told to the API alone, as other secrets are to whoever reads them', async () => {
    Object.assign(process.env, SECRETS);
    const told = await environments();
    expect(Object.values(told).map((each) => each['LABWRIGHT_STANDALONE'])).toEqual(EMBEDDED_LAB.map(() => '1'));
    expect(Object.keys(SECRETS).map((setting) => withOne(told, setting))).toEqual([['api'], ['api'], ['api'], ['dispatcher']]);
    expect(told['api']).toMatchObject({ OPENAI_API_KEY: SECRETS.OPENAI_API_KEY });
    const others = Object.entries(told).filter(([service]) => service !== 'api');
    expect(JSON.stringify(others)).not.toContain(SECRETS.OPENAI_API_KEY);
  });

  it('when none is set, the key of the simulated model is told to it and to the API alone', async () => {
    const told = await environments();
    expect(withOne(told, 'OPENAI_API_KEY')).toEqual(['api']);
    expect(withOne(told, 'LABWRIGHT_MODEL_KEY')).toEqual(['simulator']);
    expect(told['simulator']?.['LABWRIGHT_MODEL_KEY']).toBe(told['api']?.['OPENAI_API_KEY']);
    expect(withOne(told, 'LABWRIGHT_MIGRATION_URL')).toEqual(['api']);
  });
});
