/* In the place of the API in a lab without one: makes the tables as their owner, and the role of the application. */
import { built } from './built.mjs';

const { openMigrated } = built('libs/persistence/src');
const { runService } = built('libs/process/src');
const { openLog } = built('libs/telemetry/src');

const lines = openLog('tables');

runService({
  name: 'tables',
  lines,
  start: async () => {
    const { DATABASE_URL: url, LABWRIGHT_MIGRATION_URL: ownerUrl } = process.env;
    const stopping = new AbortController().signal;
    const database = await openMigrated({ url, ownerUrl, name: 'tables', limitMs: 60_000, stopping, log: () => undefined });
    await database.close();
    return async () => undefined;
  },
});
