/* The bench agent of the AlabOS load: the product's, with the driver of the furnaces. */
import path from 'node:path';
import { built } from './built.mjs';
import { furnaceDriver } from './furnace.mjs';

const { BenchAgent } = built('apps/dispatcher/src/bench-agent.js');
const { StopSpool } = built('apps/dispatcher/src/stop-spool.js');
const { LineLog } = built('apps/dispatcher/src/log.js');
const { Database } = built('libs/persistence/src');
const { runService } = built('libs/process/src');
const { openLog } = built('libs/telemetry/src');

const lines = openLog('dispatcher');

runService({
  name: 'dispatcher',
  lines,
  start: async () => {
    const url = process.env.DATABASE_URL;
    const database = await Database.open({ url, name: 'labwright bench-1', pool: 20 });
    await database.migrate();
    const log = new LineLog(lines);
    const spool = await StopSpool.open(path.join(process.env.LABWRIGHT_HOME, 'agents', 'bench-1'), (where, error) =>
      log.warn(where, error.message),
    );
    const agent = await BenchAgent.start({ agent: 'bench-1', database, queueUrl: url, log, spool, drivers: [furnaceDriver] });
    return async () => {
      await agent.stop();
      await database.close();
    };
  },
});
