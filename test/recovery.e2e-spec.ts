import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const PROGRAM = path.resolve(__dirname, 'recovery.mjs');

async function recovery(...args: readonly string[]): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const limit = setTimeout(() => child.kill('SIGTERM'), 280_000);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(limit);
  return { code, text };
}

describe('a dispatcher that dies', () => {
  it('in the middle of a frame, after a commit, before and after a dose: nothing happens twice, and nothing is claimed', async () => {
    const { code, text } = await recovery('--short', '--lanes', '2');
    expect(text).toMatch(/^0 violations$/m);
    expect(text).toMatch(/exactly once 1, not at all with the step in doubt 1, more than once 0, of 2/);
    expect(text).toMatch(/^4 points: .* 0 not reached$/m);
    expect(code).toBe(0);
  }, 300_000);
});
