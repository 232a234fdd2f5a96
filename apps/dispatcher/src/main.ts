import { Database } from '@labwright/persistence';
import { readSetting, runService, text, urlOf } from '@labwright/process';
import { BenchAgent } from './bench-agent';
import { LineLog } from './log';

runService({
  name: 'dispatcher',
  start: async ({ log }) => {
    const url = readSetting('DATABASE_URL', urlOf('postgres', 'postgresql'));
    const queueUrl = readSetting('QUEUE_URL', urlOf('postgres', 'postgresql', 'redis', 'rediss'), url);
    const agent = readSetting('LABWRIGHT_AGENT', text, 'bench-1');
    const database = await Database.open({ url, name: `labwright ${agent}`, pool: 20 });
    await database.migrate();
    const bench = await BenchAgent.start({ agent, database, queueUrl, log: new LineLog(log) });
    return async () => {
      await bench.stop();
      await database.close();
    };
  },
});
