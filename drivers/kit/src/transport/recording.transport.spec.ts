import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '@labwright/domain';
import { MemoryLine } from './memory.transport';
import { RecordingTransport } from './recording.transport';
import { parseTrace, ReplayTransport } from './replay.transport';

const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value, 'latin1'));

describe('record and replay', () => {
  let writable = true;
  const options = {
    instrument: 'x',
    fence: {
      assertWritable: () => {
        if (!writable) throw new LabError('DRIVER_TRANSPORT_FENCED', 'fenced', { instrument: 'x', outcome: 'failed' });
      },
    },
  };
  let folder: string;

  beforeEach(async () => {
    writable = true;
    folder = await mkdtemp(join(tmpdir(), 'trace-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('plays a recorded file back byte for byte, binary included', async () => {
    const file = join(folder, 'trace.jsonl');
    const line = new MemoryLine();
    line.plug((bytes) => line.send(Uint8Array.from([...bytes].reverse())));
    const recorder = new RecordingTransport(line.transport('memory://x', options), { wallNow: () => 5, file });
    await recorder.open();
    await recorder.write(Uint8Array.of(0x5c, 0x6e, 0xff));
    await recorder.write(text('M105 \n'));
    await new Promise((resolve) => setImmediate(resolve));
    await recorder.close();

    const replay = new ReplayTransport('memory://x', parseTrace(await readFile(file, 'utf8')), options);
    const heard: number[] = [];
    replay.onData((bytes) => heard.push(...bytes));
    await replay.open();
    await replay.write(Uint8Array.of(0x5c, 0x6e, 0xff));
    await replay.write(text('M105 \n'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard.slice(0, 3)).toEqual([0xff, 0x6e, 0x5c]);
    expect(replay.left).toBe(0);
  });

  it('when the driver writes something else, stops and shows both', async () => {
    const replay = new ReplayTransport('memory://x', [{ t: 0, port: 'x', dir: 'tx', hex: '41' }], options);
    await replay.open();
    await expect(replay.write(text('B'))).rejects.toMatchObject({
      code: 'DRIVER_INTERRUPTED',
      message: expect.stringContaining('wrote 42 where the trace has tx 41') as string,
    });
  });

  it('when the fence refuses, records no write', async () => {
    const recorder = new RecordingTransport(new MemoryLine().transport('memory://x', options), { wallNow: () => 0 });
    await recorder.open();
    writable = false;
    await expect(recorder.write(text('A'))).rejects.toMatchObject({ code: 'DRIVER_TRANSPORT_FENCED' });
    expect(recorder.trace).toHaveLength(0);
  });

  it('when a trace line is spoilt, names it', () => {
    expect(() => parseTrace('{"t":0,"port":"x","dir":"tx","hex":"41"}\n{"dir":"up"}')).toThrow('trace line 2');
  });
});
