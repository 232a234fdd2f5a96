import { mustBeFaultless, settingFaults } from '@labwright/execution';
import { DriverEntity, type Database } from '@labwright/persistence';
import { issueWords } from '../http/issue-words';

/** Checks the settings of an instrument against the JSON Schema of its driver; an unknown driver is left to the registration itself. */
export async function mustFitDriver(database: Database, driver: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const known = await database.repository(DriverEntity).findOneBy({ id: driver });
  if (known) mustBeFaultless(settingFaults(known, settings, issueWords));
}
