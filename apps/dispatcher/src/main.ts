import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { Notifier, loadNotifyRules } from '@labwright/notify';
import { openDatabase, type Database } from '@labwright/persistence';
import { readSetting, runService, secret, text, urlOf, wholeNumber } from '@labwright/process';
import { BenchMetrics, BenchTelemetry, openLog, serveMetrics, startTracing } from '@labwright/telemetry';
import { BenchAgent } from './bench-agent';
import { controlToken } from './control-port';
import { LineLog } from './log';
import { StopSpool } from './stop-spool';

/** A database that comes up again, such as after a power cut, is waited for this long, wall milliseconds. */
const DATABASE_LIMIT_MS = 20_000;

const lines = openLog('dispatcher');

// Before anything else: without a listener this signal would end the process. One that comes during the start is followed at its end.
let signalled = false;
let onSignal = (): void => {
  signalled = true;
};
process.on('SIGUSR2', () => onSignal());

runService({
  name: 'dispatcher',
  lines,
  start: async ({ log, stopping }) => {
    const url = readSetting('DATABASE_URL', urlOf('postgres', 'postgresql'));
    const queueUrl = readSetting('QUEUE_URL', urlOf('postgres', 'postgresql', 'redis', 'rediss'), url);
    const agent = readSetting('LABWRIGHT_AGENT', text, 'bench-1');
    const metricsPort = readSetting('LABWRIGHT_METRICS_PORT', wholeNumber(0, 65_535), 0);
    const stopTracing = await startTracing('dispatcher');
    const metrics = metricsPort === 0 ? null : new BenchMetrics();
    const served = metrics && (await serveMetrics(metrics, metricsPort, 'LABWRIGHT_METRICS_PORT'));
    if (served) log(`metrics at ${served.url}`);
    const database = await openDatabase({ url, name: `labwright ${agent}`, pool: 20, limitMs: DATABASE_LIMIT_MS, stopping, log });
    if (!database) return stopTracing;
    await database.migrate();
    const lineLog = new LineLog(lines);
    const notifier = await notifierOf(database, lineLog);
    const folder = path.resolve(readSetting('LABWRIGHT_AGENT_DATA', text, defaultFolder(agent)));
    const spool = await StopSpool.open(folder, (where, error) => lineLog.warn(where, error.message));
    const control = {
      host: readSetting('LABWRIGHT_CONTROL_HOST', text, '127.0.0.1'),
      port: readSetting('LABWRIGHT_CONTROL_PORT', wholeNumber(0, 65_535), 0),
      token: readSetting('LABWRIGHT_CONTROL_TOKEN', secret, '') || (await controlToken(folder)),
      folder,
    };
    const telemetry = new BenchTelemetry(metrics);
    const bench = await BenchAgent.start({ agent, database, queueUrl, log: lineLog, spool, control, telemetry });
    onSignal = (): void => void stopAll(bench, agent);
    if (signalled) onSignal();
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

/** SIGUSR2: an emergency stop of everything that this bench agent drives, for whoever has a shell on its machine. */
async function stopAll({ emergency }: BenchAgent, agent: string): Promise<void> {
  const reason = `SIGUSR2 to bench agent ${agent}`;
  await emergency.stop({ id: randomUUID(), instrument: null, by: `signal:${agent}`, reason, via: 'signal', at: emergency.now });
}

/** Beside the rest of the lab's data where there is such a folder. */
function defaultFolder(agent: string): string {
  return path.join(readSetting('LABWRIGHT_HOME', text, '.labwright'), 'agents', encodeURIComponent(agent));
}

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
