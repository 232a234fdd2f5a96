import path from 'node:path';

/** What a service of the embedded lab is told; every value is known before the first one starts. */
export interface LabAddresses {
  readonly home: string;
  readonly apiPort: number;
  readonly postgresPort: number;
  readonly brokerPort: number;
  /** Where the simulated model listens and the key that opens it; null where the environment names a model. */
  readonly model: { readonly port: number; readonly key: string } | null;
}

/** One child process of the launcher. */
export interface ServiceSpec {
  readonly name: string;
  /** Program, absolute. */
  readonly program: string;
  /** For the progress line. */
  readonly purpose: string;
  /** Wall milliseconds until it must have said that it is ready. */
  readonly startLimitMs: number;
  /** Services with the same number are stopped together; lower ones first. */
  readonly stopRank: number;
  /** It migrates the database, as its owner. */
  readonly migrates?: boolean;
  /** In a process group of its own, where no Ctrl-C and no kill of our group reaches it. */
  readonly ownGroup?: boolean;
  /** Settings that only this service gets. */
  readonly env?: (addresses: LabAddresses) => Readonly<Record<string, string>>;
}

const apps = path.resolve(__dirname, '..', '..');

/**
 * The embedded lab in the order of its start. The API comes first because it runs the migrations, the dispatcher before the simulator
 * because it makes its drivers known, for which the simulator then registers its instruments. The dispatcher is stopped first, while
 * what it needs to leave instruments in order is still there.
 */
export const EMBEDDED_LAB: readonly ServiceSpec[] = [
  {
    name: 'postgres',
    program: path.join(__dirname, 'postgres', 'main.js'),
    purpose: 'database',
    startLimitMs: 150_000,
    stopRank: 4,
    ownGroup: true,
    env: ({ postgresPort }) => ({ LABWRIGHT_POSTGRES_PORT: String(postgresPort) }),
  },
  {
    name: 'broker',
    program: path.join(__dirname, 'broker', 'main.js'),
    purpose: 'MQTT broker',
    startLimitMs: 10_000,
    stopRank: 3,
    env: ({ brokerPort }) => ({ LABWRIGHT_BROKER_PORT: String(brokerPort) }),
  },
  {
    name: 'api',
    program: path.join(apps, 'api', 'src', 'main.js'),
    purpose: 'API',
    startLimitMs: 60_000,
    stopRank: 2,
    migrates: true,
    env: ({ model }): Readonly<Record<string, string>> =>
      model
        ? {
            OPENAI_BASE_URL: `http://127.0.0.1:${model.port}/v1`,
            OPENAI_API_KEY: model.key,
            LABWRIGHT_MODEL: 'labwright-simulated',
            LABWRIGHT_MODEL_SIMULATED: '1',
          }
        : {},
  },
  {
    name: 'dispatcher',
    program: path.join(apps, 'dispatcher', 'src', 'main.js'),
    purpose: 'dispatcher',
    startLimitMs: 90_000,
    stopRank: 1,
  },
  {
    name: 'simulator',
    program: path.join(apps, 'simulator', 'src', 'main.js'),
    purpose: 'simulated instruments and model',
    startLimitMs: 90_000,
    stopRank: 2,
    env: ({ model }): Readonly<Record<string, string>> =>
      model ? { LABWRIGHT_MODEL_PORT: String(model.port), LABWRIGHT_MODEL_KEY: model.key } : {},
  },
];
