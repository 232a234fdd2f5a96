import { PassThrough } from 'node:stream';
import { forwardLines } from './line-forwarder';

async function linesOf(...chunks: readonly (string | Buffer)[]): Promise<string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  forwardLines(stream, (line) => lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await new Promise((resolve) => stream.once('close', resolve));
  return lines;
}

describe('forwardLines', () => {
  it('when lines come in pieces, gives each whole and unchanged', async () => {
    expect(await linesOf('one\ntw', 'o\r\n\n  thr', 'ee')).toEqual(['one', 'two', '', '  three']);
  });

  it('when a character is split between two chunks, keeps it', async () => {
    const euro = Buffer.from('€\n');
    expect(await linesOf(euro.subarray(0, 1), euro.subarray(1))).toEqual(['€']);
  });

  it('when a line never ends, gives it in pieces', async () => {
    const lines = await linesOf(...Array.from({ length: 10 }, () => 'x'.repeat(30_000)));
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join('')).toHaveLength(300_000);
  });
});
