import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const PROGRAM = path.resolve(__dirname, '../dist/apps/demo/src/main.js');

/** Whatever the machine has set: no test asks a model that costs money. */
const NO_MODEL = { OPENAI_API_KEY: '', OPENAI_BASE_URL: '' };

/** Runs the demo as a user without a model does; gives its exit code and what it printed. */
export async function demo(...args: readonly string[]): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: { ...process.env, ...NO_MODEL }, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const limit = setTimeout(() => child.kill('SIGTERM'), 280_000);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(limit);
  return { code, text };
}
