import { Notifier, loadNotifyRules } from '@labwright/notify';
import { Database } from '@labwright/persistence';
import { readSetting, runService, secret, text, urlOf, wholeNumber } from '@labwright/process';
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
    const lineLog = new LineLog(lines);
    const notifier = await notifierOf(database, lineLog);
    const bench = await BenchAgent.start({ agent, database, queueUrl, log: lineLog, telemetry: new BenchTelemetry(metrics) });
    notifier?.start();
    return async () => {
      await notifier?.stop();
      await bench.stop();
      await database.close();
      await served?.close();
      await stopTracing();
    };
  },
});

/** Tells people outside, when there is a file of rules. @throws LabError SETTING_INVALID */
async function notifierOf(database: Database, log: LineLog): Promise<Notifier | null> {
  const file = readSetting('LABWRIGHT_NOTIFY_FILE', text, '');
  if (file === '') return null;
  return new Notifier({
    database,
    rules: await loadNotifyRules(file),
    secret: readSetting('LABWRIGHT_NOTIFY_SECRET', secret, '') || null,
    smtpUrl: readSetting('LABWRIGHT_NOTIFY_SMTP_URL', secret, '') || null,
    warn: (about, message) => log.warn(about, message),
    onError: (where, error) => log.warn(where, error.message),
  });
}
