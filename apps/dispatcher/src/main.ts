import { Database } from '@labwright/persistence';
import { readSetting, runService, text, urlOf, wholeNumber } from '@labwright/process';
import { BenchMetrics, BenchTelemetry, openLog, serveMetrics, startTracing } from '@labwright/telemetry';
import { BenchAgent } from './bench-agent';
import { LineLog } from './log';

const lines = openLog('dispatcher');

runService({
  name: 'dispatcher',
  lines,
  start: async ({ log }) => {
    const url = readSetting('DATABASE_URL', urlOf('postgres', 'postgresql'));
    const queueUrl = readSetting('QUEUE_URL', urlOf('postgres', 'postgresql', 'redis', 'rediss'), url);
    const agent = readSetting('LABWRIGHT_AGENT', text, 'bench-1');
    const metricsPort = readSetting('LABWRIGHT_METRICS_PORT', wholeNumber(0, 65_535), 0);
    const stopTracing = await startTracing('dispatcher');
    const metrics = metricsPort === 0 ? null : new BenchMetrics();
    const served = metrics && (await serveMetrics(metrics, metricsPort, 'LABWRIGHT_METRICS_PORT'));
    if (served) log(`metrics at ${served.url}`);
    const database = await Database.open({ url, name: `labwright ${agent}`, pool: 20 });
    await database.migrate();
    const bench = await BenchAgent.start({ agent, database, queueUrl, log: new LineLog(lines), telemetry: new BenchTelemetry(metrics) });
    return async () => {
      await bench.stop();
      await database.close();
      await served?.close();
      await stopTracing();
    };
  },
});
