import { bootstrapAdmin, newSetupToken, startLinkWatch } from '@labwright/execution';
import { PgListener, openMigrated } from '@labwright/persistence';
import { flag, readSetting, secret, text, urlOf, wholeNumber, type Service, type SettingSource } from '@labwright/process';
import { openLog, startTracing, type OperatorLog } from '@labwright/telemetry';
import { startApi } from './api-server';
import { ApiSettings } from './api-settings';
import { anchorUrl } from './audit/anchor-target';
import { readModelSettings } from './model/model-settings';
import { PolicyFile } from './policy/policy-file';

const DATABASE_LIMIT_MS = 30_000;
const LOOPBACK = '127.0.0.1';
const LOOPBACK_HOSTS = new Set([LOOPBACK, '::1', 'localhost']);
const DEFAULT_PORT = 7077;
const DEFAULT_STREAMS = 2_000;
/** Requests of one principal in a second. */
const DEFAULT_RATE = 500;
/** Credentials that are none, and attempts to sign in, from one address in a minute. */
const DEFAULT_FAILURES = 60;

/**
 * The API as a process: opens and migrates the database, makes the first administrator, listens.
 * A crash leaves nothing behind; callers that were waiting come back with their Idempotency-Key or Last-Event-ID.
 */
export function apiService(source: SettingSource = process.env, lines: OperatorLog = openLog('api', source)): Service {
  return {
    name: 'api',
    lines,
    async start(context) {
      const url = readSetting('DATABASE_URL', urlOf('postgres', 'postgresql'), undefined, source);
      const ownerUrl = readSetting('LABWRIGHT_MIGRATION_URL', urlOf('postgres', 'postgresql'), '', source) || null;
      const port = readSetting('LABWRIGHT_PORT', wholeNumber(0, 65_535), DEFAULT_PORT, source);
      // Another machine reaches the API only when somebody says so.
      const host = readSetting('LABWRIGHT_HOST', text, LOOPBACK, source);
      const settings = new ApiSettings({
        selfApprovalAllowed: readSetting('LABWRIGHT_SELF_APPROVE', flag, false, source),
        embedded: readSetting('LABWRIGHT_STANDALONE', flag, false, source),
        log: (line) => lines.error(line),
        requestLog: lines,
        maxStreams: readSetting('LABWRIGHT_MAX_STREAMS', wholeNumber(1, 20_000), DEFAULT_STREAMS, source),
        requestsPerSecond: readSetting('LABWRIGHT_RATE_LIMIT', wholeNumber(1, 100_000), DEFAULT_RATE, source),
        failuresPerMinute: readSetting('LABWRIGHT_FAILURE_LIMIT', wholeNumber(1, 1_000_000), DEFAULT_FAILURES, source),
        trustedProxies: readSetting('LABWRIGHT_TRUSTED_PROXIES', wholeNumber(0, 10), 0, source),
        auditAnchor: readSetting('LABWRIGHT_AUDIT_ANCHOR', anchorUrl, '', source) || null,
        model: readModelSettings(source),
        metricsToken: readSetting('LABWRIGHT_METRICS_TOKEN', secret, '', source) || null,
      });
      const policyFile = readSetting('LABWRIGHT_POLICY_FILE', text, '', source);
      const stopTracing = await startTracing('api', source);

      const database = await openMigrated({
        url,
        ownerUrl,
        name: 'labwright-api',
        limitMs: DATABASE_LIMIT_MS,
        stopping: context.stopping,
        log: context.log,
      });
      if (!database) return () => stopTracing();
      const listener = new PgListener(url, 'labwright-api-listen');
      const leave = async (): Promise<void> => {
        await listener.close();
        await database.close();
        await stopTracing();
      };
      try {
        const policy =
          policyFile === '' ? null : new PolicyFile({ database, file: policyFile, log: context.log, warn: (line) => lines.warn(line) });
        await policy?.start();
        const admin = await bootstrapAdmin(database);
        // The only place where the key ever appears; the database has its hash.
        if (admin) context.show(`first start: the key of the principal "admin" is ${admin.key} - it is shown only once; keep it safe`);
        await listener.connect();
        const link = admin && (await database.transaction((tx) => newSetupToken(tx, admin.principalId, 'system'))).token;
        const server = await startApi({ database, listener, settings }, { host, port });
        // Also the only bench agent of a lab may die; then nobody else is left to say so.
        const links = startLinkWatch(database, (where, error) => lines.warn(`${where}: ${error.message}`));
        if (link) context.show(`set a password for "admin" within a day, once, at ${server.url}/setup#${link}`);
        context.announce({ url: server.url });
        context.log(`the API listens on ${server.url}`);
        if (!LOOPBACK_HOSTS.has(host)) context.log('other machines reach it without encryption; put a proxy with TLS in front of it');
        return async () => {
          await Promise.all([server.close(), links.stop(), policy?.stop()]);
          await leave();
        };
      } catch (error) {
        await leave();
        throw error;
      }
    },
  };
}
