import fc from 'fast-check';
import type { FrameEvent } from './framer';
import { LineFramer } from './line.framing';

const text = (events: readonly FrameEvent[]): string[] =>
  events.map((event) => `${event.is}:${Buffer.from(event.bytes).toString('latin1')}`);
const bytes = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value, 'latin1'));

describe('LineFramer', () => {
  it('gives a line once its end has come, whatever the chunks', () => {
    const subject = new LineFramer('lf');
    expect(text(subject.push(bytes('M1')))).toEqual([]);
    expect(subject.hasPartial).toBe(true);
    expect(text(subject.push(bytes('05 OK\nM123 OK\nM2')))).toEqual(['line:M105 OK\n', 'line:M123 OK\n']);
    expect(Buffer.from(subject.partial).toString()).toBe('M2');
  });

  it('ends lines at CR, LF, CR LF or ETX as told', () => {
    expect(text(new LineFramer('cr').push(bytes('a\rb\n\r')))).toEqual(['line:a\r', 'line:b\n\r']);
    expect(text(new LineFramer('etx').push(bytes('a\r\n\x03b')))).toEqual(['line:a\r\n\x03']);
    expect(text(new LineFramer('crlf').push(bytes('a\nb\r\n')))).toEqual(['line:a\nb\r\n']);
    expect(text(new LineFramer('any').push(bytes('a\r\nb\n\n')))).toEqual(['line:a\r', 'line:b\n']);
  });

  it('when a line is too long, discards all of it and reads the next', () => {
    const subject = new LineFramer('lf', 4);
    expect(text(subject.push(bytes('abcdefgh\nok\n')))).toEqual(['discarded:abcd', 'discarded:efgh', 'discarded:\n', 'line:ok\n']);
  });

  it('when a line stops in the middle, gives it up on demand', () => {
    const subject = new LineFramer('lf');
    subject.push(bytes('M10'));
    expect(text(subject.dropPartial())).toEqual(['discarded:M10']);
    expect(text(subject.dropPartial())).toEqual([]);
    expect(text(subject.push(bytes('ok\n')))).toEqual(['line:ok\n']);
  });

  it('loses and invents no byte, for any stream in any chunks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 })),
        fc.constantFrom('lf', 'cr', 'crlf', 'etx'),
        fc.integer({ min: 2, max: 30 }),
        (chunks, end, max) => {
          const subject = new LineFramer(end, max);
          const events = chunks.flatMap((chunk) => subject.push(chunk));
          const out = Buffer.concat([...events.map((event) => event.bytes), subject.partial]);
          expect(out.equals(Buffer.concat(chunks))).toBe(true);
          expect(events.every((event) => event.bytes.length <= max)).toBe(true);
        },
      ),
    );
  });
});
