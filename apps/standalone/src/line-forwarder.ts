import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** A line longer than this is passed on in pieces, so that no output of a child can fill our memory. */
const LONGEST_LINE = 64 * 1024;

/** Calls `onLine` for each line that a stream carries, without its end; also for a last one that has no end. */
export function forwardLines(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.replace(/\r$/, ''));
    if (rest.length < LONGEST_LINE) return;
    onLine(rest);
    rest = '';
  };
  stream.on('data', (chunk: Buffer) => take(decoder.write(chunk)));
  stream.once('end', () => {
    if (rest !== '') onLine(rest);
  });
  stream.on('error', () => undefined);
}
