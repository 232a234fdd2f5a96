import { spawn } from 'node:child_process';
import path from 'node:path';
import { FAULT_KINDS } from './faults/schedule';

const PROGRAM = path.resolve(__dirname, 'faults.mjs');
const LIMIT_MS = 600_000;

/** The lines of a pass in a process of its own, as people start it, and its exit status. */
async function pass(...args: readonly string[]): Promise<{ readonly status: number | null; readonly text: string }> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (text += piece.toString()));
  const limit = setTimeout(() => child.kill('SIGTERM'), LIMIT_MS - 60_000);
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(limit);
  return { status, text };
}

describe('a lab under faults', () => {
  it(
    'when processes are killed, lines are cut and disks are full, moves nothing twice and says nothing that is not so',
    async () => {
      const { status, text } = await pass('--short', '--seed', '1');
      expect(text).toMatch(/^RESULT ok \(0 violations/m);
      expect(status).toBe(0);
      const figure = (name: string) => Number(new RegExp(`^  ${name.replace('.', '\\.')} +(\\d+)`, 'm').exec(text)?.[1]);
      const kinds = FAULT_KINDS.filter(({ kind }) => figure(kind) > 0);
      expect(kinds.length).toBeGreaterThanOrEqual(8);
      expect(figure('all')).toBeGreaterThanOrEqual(10);
      // The last of the two columns is what the devices counted.
      const doses = Number(/^  dispense +.* (\d+)$/m.exec(text)?.[1]);
      expect(doses).toBeGreaterThanOrEqual(3);
    },
    LIMIT_MS,
  );
});
