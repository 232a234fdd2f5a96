/*
 * The guard of the embedded PostgreSQL: a process that owns the server and outlives the launcher by as long as it takes to stop it.
 *
 * Modes: prepare (account, place, first initdb, a server left over) -> server runs -> stop.
 * Exits: 0 after an ordered stop; 1 when the server cannot start, or ends by itself (the launcher then starts a new guard).
 * It runs in a process group of its own, so that neither Ctrl-C nor `kill -9` of the launcher's group reaches it: it sees the IPC
 * channel close and stops the server. A kill -9 of the guard itself leaves the server running; the next guard on this home ends it.
 */
import fs from 'node:fs';
import path from 'node:path';
import { readSetting, runService, text, wholeNumber } from '@labwright/process';
import { LOOPBACK } from '../loopback-port';
import { postgresAccount } from './account';
import { BoundedLog } from './bounded-log';
import { openCluster } from './cluster';
import { DATABASE, applicationUrl, databaseUrl, ensureDatabase } from './database';
import { placePostgres } from './placement';
import { clearTheWay } from './postmaster';
import { installedPrograms } from './programs';
import { startServer } from './server';

runService({
  name: 'postgres',
  start: async (context) => {
    const home = readSetting('LABWRIGHT_HOME', text);
    const port = readSetting('LABWRIGHT_POSTGRES_PORT', wholeNumber(1, 65_535));
    const say = context.log;
    const account = postgresAccount();
    const placement = placePostgres(home, account, installedPrograms());
    if (placement.notice) say(placement.notice);
    const cluster = await openCluster(home, placement, account, say);
    await clearTheWay(cluster.dataDir, say);
    fs.mkdirSync(path.join(home, 'logs'), { recursive: true });
    const log = new BoundedLog(path.join(home, 'logs', 'postgres.log'));
    const server = await startServer({ home, programs: placement.programs, account, cluster, port, log, stopping: context.stopping });
    void server.ended.then(() => {
      if (context.stopping.aborted) return;
      process.stderr.write(`the server ended by itself; its last lines:\n${log.tail(10)}\n`);
      process.exit(1);
    });
    const url = databaseUrl(cluster.password, `${LOOPBACK}:${port}`, DATABASE);
    try {
      await ensureDatabase(cluster.password, `${LOOPBACK}:${port}`);
    } catch (error) {
      await server.stop();
      throw error;
    }
    context.announce({ url, applicationUrl: applicationUrl(home, `${LOOPBACK}:${port}`), postgresPid: server.mark.pid });
    return server.stop;
  },
});
