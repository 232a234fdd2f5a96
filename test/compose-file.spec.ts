import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { readModelSettings } from '../apps/api/src/model/model-settings';

interface ComposeService {
  readonly hostname?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

const root = path.resolve(__dirname, '..');
const { services } = parse(readFileSync(path.join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  services: Readonly<Record<string, ComposeService>>;
};
const agents = Object.entries(services).filter(([, { environment }]) => environment?.['LABWRIGHT_AGENT'] !== undefined);

describe('the compose file', () => {
  it('has two bench agents, each under a name of its own, on a machine that keeps its name', () => {
    const names = agents.map(([service, { hostname, environment }]) => [service, hostname, environment?.['LABWRIGHT_AGENT']]);
    expect(names).toEqual([
      ['bench-1', 'bench-1', 'bench-1'],
      ['bench-2', 'bench-2', 'bench-2'],
    ]);
  });

  it('gives all of them one database and one queue, and starts them when both are there', () => {
    for (const [, { environment, depends_on: needs }] of agents) {
      expect(environment?.['DATABASE_URL']).toBe(services['api']?.environment?.['DATABASE_URL']);
      expect(environment?.['QUEUE_URL']).toBe('redis://redis:6379');
      expect(Object.keys(needs ?? {})).toEqual(expect.arrayContaining(['postgres', 'redis', 'broker', 'api']));
    }
  });

  it('gives the owner of the tables to the API alone, and a role of their own to all', () => {
    const knowing = Object.entries(services).filter(([, { environment = {} }]) => environment['LABWRIGHT_MIGRATION_URL'] !== undefined);
    expect(knowing.map(([name]) => name)).toEqual(['api']);
    const userOf = (name: string): string | undefined => /^postgres:\/\/(\w+):/.exec(services['api']?.environment?.[name] ?? '')?.[1];
    expect([userOf('DATABASE_URL'), userOf('LABWRIGHT_MIGRATION_URL')]).toEqual(['labwright_app', 'labwright']);
  });

  it('gives the API every setting of the model, none of which has a value here, and no other service any of them', () => {
    const source = readFileSync(path.join(root, 'apps/api/src/model/model-settings.ts'), 'utf8');
    // The simulated model is of the embedded lab.
    const settings = new Set(Array.from(source.matchAll(/'((?:OPENAI|LABWRIGHT_MODEL)[A-Z_]*)'/g), ([, name = '']) => name));
    settings.delete('LABWRIGHT_MODEL_SIMULATED');
    expect([...settings]).toEqual(expect.arrayContaining(['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'LABWRIGHT_MODEL']));
    const given = Object.entries(services).map(
      ([name, { environment = {} }]) =>
        [name, Object.entries(environment).filter(([key]) => /^(OPENAI|LABWRIGHT_MODEL)/.test(key))] as const,
    );
    expect(Object.fromEntries(given.find(([name]) => name === 'api')?.[1] ?? [])).toEqual(
      Object.fromEntries([...settings].map((name) => [name, `\${${name}:-}`])),
    );
    expect(given.filter(([name, found]) => name !== 'api' && found.length > 0)).toEqual([]);
    expect(readModelSettings(Object.fromEntries([...settings].map((name) => [name, ''])))).toBeNull();
  });

  it('publishes nothing but the API, on loopback', () => {
    const published = Object.entries(services).flatMap(([name, { ports = [] }]) => ports.map((port) => `${name} ${port}`));
    expect(published).toEqual([expect.stringMatching(/^api 127\.0\.0\.1:/)]);
  });

  it('starts programs that are built from a source of that name', () => {
    for (const [, { command = [] }] of agents) {
      const source = (command[1] ?? '').replace(/^dist\//, '').replace(/\.js$/, '.ts');
      expect(readFileSync(path.join(root, source), 'utf8')).toContain('runService(');
    }
  });
});
