import { LabError } from '@labwright/domain';
import { pioreactorManifest } from './pioreactor.manifest';

/** Checked settings of one unit. */
export interface PioreactorSettings {
  readonly unit: string;
  readonly experiment: string;
  readonly apiUrl: string;
  /** Names of environment variables; what they hold is read when the link opens and never kept. */
  readonly userVariable?: string;
  readonly passwordVariable?: string;
}

interface Rule {
  readonly pattern: string;
  readonly description: string;
}

const RULES = pioreactorManifest.settingsSchema['properties'] as Readonly<Record<string, Rule>>;
const REQUIRED = pioreactorManifest.settingsSchema['required'] as readonly string[];

/** Refuses what the schema refuses. @throws LabError INPUT_INVALID */
export function parseSettings(settings: unknown): Readonly<Record<string, unknown>> {
  const allowed = Object.keys(RULES);
  const fail = (path: string, message: string): never => {
    throw new LabError('INPUT_INVALID', message, { path, allowed });
  };
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings))
    return fail('', `settings of the Pioreactor have to be an object with ${REQUIRED.join(', ')}`);
  for (const name of REQUIRED)
    if (!(name in settings)) fail(`/${name}`, `the Pioreactor needs the setting "${name}": ${RULES[name]?.description}`);
  for (const [name, value] of Object.entries(settings)) {
    const rule = RULES[name];
    if (!rule) return fail(`/${name}`, `the Pioreactor has no setting "${name}"; it has ${allowed.join(', ')}`);
    if (typeof value !== 'string' || value.length > 100 || !new RegExp(rule.pattern).test(value))
      fail(`/${name}`, `${name} is not usable: ${rule.description}`);
  }
  return { ...settings };
}

/** The settings as the driver uses them. @throws LabError INPUT_INVALID */
export function pioreactorSettings(settings: Readonly<Record<string, unknown>>): PioreactorSettings {
  return parseSettings(settings) as unknown as PioreactorSettings;
}
