/*
 * node tools/complete-lock.mjs
 * Completes package-lock.json after an install: npm leaves out platform packages that the registry in use does not have, and `npm ci` then
 * refuses the lock (npm/cli issue 9846). They are added by name, exact version and platform, without which they change nothing here.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FILE = path.resolve(import.meta.dirname, '../package-lock.json');
const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32', 'windows'];
const PROCESSORS = ['arm64', 'x64', 'arm', 'ppc64', 's390x', 'ia32', 'riscv64', 'loong64'];

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
let added = 0;
for (const [at, entry] of Object.entries(lock.packages)) {
  if (at === '') continue;
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (lock.packages[`${at}/node_modules/${name}`] || lock.packages[`node_modules/${name}`]) continue;
    const words = name.split(/[/-]/);
    const system = SYSTEMS.find((it) => words.includes(it));
    const processor = PROCESSORS.find((it) => words.includes(it));
    if (!system || !processor || !/^\d+\.\d+\.\d+[-\w.]*$/.test(version)) {
      console.error(`${name} ${version}: no platform or no exact version in it; left out`);
      continue;
    }
    const musl = words.some((word) => word.startsWith('musl'));
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu: [processor],
      ...(entry.dev ? { dev: true } : {}),
      ...(system === 'linux' ? { libc: [musl ? 'musl' : 'glibc'] } : {}),
      optional: true,
      os: [system === 'windows' ? 'win32' : system],
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} platform packages added`);
