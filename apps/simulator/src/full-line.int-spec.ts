import fs from 'node:fs';
import type { ReadStream } from 'node:tty';
import { openTransport, type Transport } from '@drivers/kit';
import { LabError } from '@labwright/domain';
import * as nodePty from '@lydell/node-pty';

const { open } = nodePty as unknown as {
  open(options: { encoding: null }): { readonly _pty: string; readonly master: ReadStream; readonly slave: ReadStream };
};

/** More than a line of the kernel keeps for a device that does not read. */
const BYTES = Buffer.alloc(100_000, 'x');

describe('a serial line whose device does not read', () => {
  let terminal: ReturnType<typeof open>;
  let isOurs: boolean;
  let subject: Transport;

  beforeEach(async () => {
    isOurs = true;
    terminal = open({ encoding: null });
    terminal.slave.setRawMode(true);
    terminal.slave.pause();
    terminal.master.pause();
    terminal.master.on('error', () => undefined);
    const fence = {
      assertWritable: () => {
        if (!isOurs) throw new LabError('DRIVER_TRANSPORT_FENCED', 'ended', { instrument: 'x', outcome: 'failed' });
      },
    };
    subject = openTransport(`serial://${terminal._pty}`, { instrument: 'x', fence });
    await subject.open();
  });
  afterEach(async () => {
    await subject.close();
    terminal.slave.destroy();
    terminal.master.destroy();
    for (const descriptor of descriptorsOf(terminal._pty)) fs.closeSync(descriptor);
  });

  it('when the ownership ends meanwhile, keeps back what the kernel has not taken, and says that the outcome is not known', async () => {
    const refused = subject.write(BYTES).catch((error: unknown) => error);
    isOurs = false;
    expect(await refused).toMatchObject({
      code: 'DRIVER_TRANSPORT_CLOSED',
      message: expect.stringMatching(/ownership ran out while the port took \d+ of 100000 bytes/),
    });
    expect(await heard(terminal.master)).toBeLessThan(BYTES.length / 2);
  });

  it('when something else is written meanwhile, refuses that: it would come after the rest, whenever that is', async () => {
    const refused = subject.write(BYTES).catch((error: unknown) => error);
    await expect(subject.write(Buffer.from('y'))).rejects.toMatchObject({
      message: expect.stringContaining('has not taken the bytes before these'),
    });
    await subject.close();
    expect(await refused).toMatchObject({ code: 'DRIVER_TRANSPORT_CLOSED' });
  });

  it('when the device reads again, gets everything in order', async () => {
    const written = subject.write(BYTES);
    const all = heard(terminal.master, BYTES.length);
    await written;
    expect(await all).toBe(BYTES.length);
  });
});

/** How many bytes arrive, until so many are there or nothing has come for a while. */
function heard(master: ReadStream, count = Infinity): Promise<number> {
  return new Promise((resolve) => {
    let length = 0;
    const quiet = setTimeout(() => resolve(length), 2_000);
    master.on('data', (bytes: Buffer) => {
      length += bytes.length;
      if (length >= count) clearTimeout(quiet);
      else quiet.refresh();
      if (length >= count) resolve(length);
    });
    master.resume();
  });
}

function descriptorsOf(path: string): number[] {
  return fs.readdirSync('/proc/self/fd').flatMap((name) => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${name}`) === path ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}
