import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Debian keeps servers where the path of a user does not lead. */
const PLACES = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Absolute path of a program; null when it is not installed. */
export function findProgram(name) {
  return (
    PLACES.filter((place) => place !== '')
      .map((place) => path.join(place, name))
      .find((file) => existsSync(file)) ?? null
  );
}

function apt(...args) {
  const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
  const [file, ...rest] = process.getuid() === 0 ? command : ['sudo', ...command];
  const { status, error, stderr } = spawnSync(file, rest, { stdio: ['inherit', 'ignore', 'pipe'], encoding: 'utf8', timeout: 180_000 });
  return status === 0 ? null : (error?.message ?? stderr.trim());
}

/** Installs the Debian packages of the programs that are missing; each package has the name of its program. @throws Error saying what to do */
export function installPrograms(names, say) {
  const missing = names.filter((name) => findProgram(name) === null);
  if (missing.length > 0) {
    say(`installing ${missing.join(' and ')} from Debian …`);
    const install = () => apt('install', '-y', '--no-install-recommends', ...missing);
    // The lists of packages of a fresh machine are empty, or too old.
    const failed = install() && (apt('update') ?? install());
    if (failed) throw new Error(`apt-get install ${missing.join(' ')} failed: ${failed}\ninstall them yourself, then try again`);
  }
  return Object.fromEntries(names.map((name) => [name, findProgram(name)]));
}
