import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const PROGRAM = path.resolve(__dirname, '../dist/apps/demo/src/main.js');

/** Runs the demo as a user does; gives its exit code and what it printed. */
async function demo(...args: readonly string[]): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const limit = setTimeout(() => child.kill('SIGTERM'), 280_000);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(limit);
  return { code, text };
}

const numbers = (text: string, pattern: RegExp): readonly number[] => [...text.matchAll(pattern)].map((match) => Number(match[1]));

describe('the demo', () => {
  it('grows, measures, decides, induces and expresses, on three instruments with a pair of hands between them', async () => {
    const { code, text } = await demo('--seed', '4242');
    expect(text).toContain('Outcome: completed');
    expect(code).toBe(0);
    // Induction follows the first reading that is dense enough, and what was read is near what was true.
    const reads = [...text.matchAll(/^ {2}\d+:\d\d:\d\d {2}(\d\.\d{3}) {3}\(true in the simulated lab: (\d\.\d{3})\)$/gm)];
    const densities = reads.map(([, read]) => Number(read));
    expect(densities.at(-1)).toBeGreaterThanOrEqual(0.6);
    expect(densities.slice(0, -1).filter((density) => density >= 0.6)).toEqual([]);
    for (const [, read, truth] of reads) expect(Math.abs(Number(read) / Number(truth) - 1)).toBeLessThan(0.1);
    expect(text).toMatch(/induced at .*, after a reading of 0\.\d{3}/);
    expect(numbers(text, /^ {2}(?:heater-shaker|incubator|reader): (\d+) queries/gm)).toHaveLength(3);
  }, 300_000);

  it('when an instrument stops answering, ends with 1 and says which, what was asked, and what the run does now', async () => {
    const { code, text } = await demo('--protocol', 'warm-shake', '--fault', 'heater-shaker.dropReplies');
    expect(code).toBe(1);
    expect(text).toContain('Outcome: held');
    expect(text).toMatch(/heater-shaker \(serial:\S+\): no reply to \S+ in \d+ ms/);
    expect(text).toContain('nothing more of it is sent to any instrument');
  }, 120_000);

  it.each([
    [['--protocol', 'none'], 'the library has no such protocol; it has bradford, colony-pick-overnight, dye-calibration'],
    [['--fault', 'toaster.smoke', '--protocol', 'warm-shake'], 'toaster'],
  ])(
    'when told %j, says what there is and ends with 2',
    async (args, words) => {
      const { code, text } = await demo(...args);
      expect([code, text.includes(words)]).toEqual([2, true]);
    },
    60_000,
  );
});
