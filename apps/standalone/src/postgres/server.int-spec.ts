import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openHome } from '../home';
import { freePort, LOOPBACK } from '../loopback-port';
import { markOf, signal, stillRuns } from '../process-table';
import { postgresAccount } from './account';
import { BoundedLog } from './bounded-log';
import { openCluster } from './cluster';
import { ensureDatabase } from './database';
import { placePostgres } from './placement';
import { clearTheWay } from './postmaster';
import { installedPrograms } from './programs';
import { startServer, type Server } from './server';

describe('the embedded PostgreSQL', () => {
  let folder: string;
  let home: string;
  let server: Server | undefined;
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);

  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'labwright-server-')));
    fs.chmodSync(folder, 0o711);
    home = openHome(path.join(folder, 'home'));
    said.length = 0;
  });

  afterEach(async () => {
    await server?.stop();
    fs.rmSync(folder, { recursive: true });
  });

  /** What the guard does at its start. */
  async function start(port: number): Promise<{ server: Server; dataDir: string; password: string }> {
    const account = postgresAccount();
    const { programs, clusterDir } = placePostgres(home, account, installedPrograms());
    const cluster = await openCluster(home, { programs, clusterDir }, account, say);
    await clearTheWay(cluster.dataDir, say);
    const log = new BoundedLog(path.join(home, 'postgres.log'));
    server = await startServer({ home, programs, account, cluster, port, log, stopping: new AbortController().signal });
    return { server, ...cluster };
  }

  it('when a server outlived its guard, it is ended before the next one starts', async () => {
    const first = await start(await freePort());
    const port = await freePort();
    const second = await start(port);
    expect(stillRuns(first.server.mark)).toBe(false);
    expect(said).toContain(`postgres (process ${first.server.mark.pid}) outlived its guard; ending it first`);
    await ensureDatabase(second.password, `${LOOPBACK}:${port}`);
    await second.server.stop();
    expect(fs.existsSync(path.join(second.dataDir, 'postmaster.pid'))).toBe(false);
  }, 30_000);

  it('when a server was killed, the next one starts on the same data', async () => {
    const first = await start(await freePort());
    signal(first.server.mark.pid, 'SIGKILL');
    await first.server.ended;
    const port = await freePort();
    const second = await start(port);
    await ensureDatabase(second.password, `${LOOPBACK}:${port}`);
    expect(said.filter((line) => line.includes('first start'))).toHaveLength(1);
  }, 30_000);

  it('when the pid file names another process, that one is left alone', async () => {
    const first = await start(await freePort());
    await first.server.stop();
    fs.writeFileSync(path.join(first.dataDir, 'postmaster.pid'), `${process.pid}\n${first.dataDir}\n`);
    await start(await freePort());
    expect(markOf(process.pid)).toBeDefined();
  }, 30_000);

  it('when the password is gone, says what to put back', async () => {
    const { server: first } = await start(await freePort());
    await first.stop();
    fs.rmSync(path.join(home, 'postgres.password'));
    await expect(start(await freePort())).rejects.toThrow(/the password of the database is gone; put .*postgres\.password back/);
  }, 30_000);

  it('when the port is taken, says what the server said', async () => {
    const port = await freePort();
    const { server: first } = await start(port);
    const other = path.join(folder, 'other');
    const held = home;
    home = openHome(other);
    await expect(start(port)).rejects.toThrow(/postgres did not start on 127\.0\.0\.1:\d+:[^]*Address already in use/);
    home = held;
    await first.stop();
  }, 30_000);
});
