import fs from 'node:fs';
import os from 'node:os';

const MEMORY = '/dev/shm';
const NEEDED = 6 * 1024 ** 3;

/**
 * Where the scratch files of a test run go: into memory where the system has a folder there with 6 GiB free, from which programs may be run
 * (Linux), else where they usually go. Hundreds of databases are made and dropped in a run, and nothing of them has to outlive it. A
 * folder that somebody has chosen (`TMPDIR`) is taken.
 */
export function scratchFolder() {
  const usual = os.tmpdir();
  if (process.env['TMPDIR'] !== undefined) return usual;
  try {
    const { bavail, bsize } = fs.statfsSync(MEMORY);
    const mount = fs
      .readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .find((line) => line.split(' ')[1] === MEMORY);
    const options = mount?.split(' ')[3]?.split(',') ?? ['noexec'];
    const room = Math.min(bavail * bsize, os.freemem());
    return room >= NEEDED && options.includes('rw') && !options.includes('noexec') ? MEMORY : usual;
  } catch {
    return usual;
  }
}
