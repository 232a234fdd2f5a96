import fc from 'fast-check';
import { eventFrames, type EventFrame } from './event-frames';

async function framesOf(pieces: Iterable<Uint8Array>): Promise<EventFrame[]> {
  async function* body() {
    yield* pieces;
  }
  const frames: EventFrame[] = [];
  for await (const frame of eventFrames(body())) frames.push(frame);
  return frames;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const STREAM = ': hello\nretry: 1000\nid: 4\n\nevent: a\nid: 5\ndata: {"t":"37 °C"}\n\n: heartbeat\n\ndata: 1\r\ndata: 2\r\nid: 6\r\n\r\n';
const FRAMES = [
  { id: '4', data: null },
  { id: '5', data: '{"t":"37 °C"}' },
  { id: '6', data: '1\n2' },
];

describe('eventFrames', () => {
  it('however the bytes are cut, gives the same frames', async () => {
    const whole = bytes(STREAM);
    const cuts = fc.array(fc.nat(whole.length), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        const places = [0, ...at.toSorted((a, b) => a - b), whole.length];
        expect(await framesOf(places.slice(1).map((end, i) => whole.slice(places[i], end)))).toEqual(FRAMES);
      }),
      { numRuns: 100 },
    );
  });

  it('when the connection ends inside of a block, drops it', async () => {
    expect(await framesOf([bytes('id: 1\ndata: a\n\nid: 2\ndata: b\n')])).toEqual([{ id: '1', data: 'a' }]);
  });
});
