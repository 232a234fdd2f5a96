import { DriverEntity, type Database } from '@labwright/persistence';
import { z } from 'zod';
import { issueWords } from '../http/issue-words';
import { InputRefused } from '../http/validation';

/** Checks the settings of an instrument against the JSON Schema of its driver; an unknown driver is left to the registration itself. */
export async function mustFitDriver(database: Database, driver: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const known = await database.repository(DriverEntity).findOneBy({ id: driver });
  if (!known) return;
  const { properties } = known.settingsSchema as { properties?: Record<string, unknown> };
  const result = z.fromJSONSchema(known.settingsSchema).safeParse(settings, { error: issueWords });
  if (result.success) return;
  const allowed = Object.keys(properties ?? {}).join(', ') || 'none';
  throw new InputRefused(
    result.error.issues.map((issue) => ({
      in: 'body',
      pointer: ['', 'settings', ...issue.path.map(String)].join('/'),
      message:
        issue.code === 'unrecognized_keys' ? `unknown setting ${issue.keys.join(', ')} of ${driver}; allowed: ${allowed}` : issue.message,
    })),
  );
}
