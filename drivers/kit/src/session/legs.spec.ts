import type { CommandIntent, DeviceNotice } from '../driver.contract';
import { ManualTime } from '../conformance/manual-time';
import { LineFramer } from '../framing/line.framing';
import { MemoryLine } from '../transport/memory.transport';
import type { Classified, Command } from './command';
import type { Leg } from './leg';
import { Session } from './session';
import type { Asked, WireProtocol } from './wire-protocol';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const text = (value: Uint8Array): string => Buffer.from(value).toString('latin1');

describe('Session with legs', () => {
  let time: ManualTime;
  let line: MemoryLine;
  let notices: DeviceNotice[];
  let intents: CommandIntent[];
  let device: (text: string) => void;
  let writable: boolean;
  let flushes: number;
  let session: Session<string> | null;
  const say = (said: string): void => line.send(bytes(said));
  const written = (): string[] => line.written.map(text);

  const open = async (protocol: WireProtocol<string>): Promise<Session<string>> => {
    const transport = line.transport('memory://toy', {
      instrument: 'toy',
      fence: {
        assertWritable: () => {
          if (!writable) throw Object.assign(new Error('fenced'), { name: 'LabError', code: 'DRIVER_TRANSPORT_FENCED' });
        },
      },
    });
    transport.flush = async () => void (flushes += 1);
    session = new Session({
      instrument: 'toy',
      transport,
      protocol,
      journal: { intend: async (intent) => void intents.push(intent), answered: () => undefined },
      clock: time,
      timers: time,
      onNotice: (notice) => notices.push(notice),
      onLost: () => undefined,
      barriers: [],
    });
    await session.open();
    return session;
  };
  const send = (command: Command<string, string>): Promise<string> =>
    time.run((session as Session<string>).send(command, { origin: null }).then((answer) => answer.value));

  beforeEach(() => {
    time = new ManualTime();
    line = new MemoryLine();
    notices = [];
    intents = [];
    writable = true;
    flushes = 0;
    device = () => undefined;
    line.plug((sent) => device(text(sent)));
  });

  afterEach(async () => {
    await session?.close();
    expect(time.pending).toBe(0);
  });

  describe('on a wire that echoes every character', () => {
    /** Reply lines name nothing; the echo in front of them does. Idle `OK` is the power-up line. */
    const echoing: WireProtocol<string> = {
      framer: () => new LineFramer('crlf', 64),
      flush: 'open',
      isNoise: (byte) => byte >= 0x80,
      classify: (frame): Classified<string> => {
        if (text(frame) === 'OK\r\n') return { is: 'notice', notice: { severity: 'error', text: 'rebooted' } };
        const [echo = '', data] = text(frame).split('\r', 2);
        return data === undefined ? { is: 'garbage' } : { is: 'reply', key: echo.slice(0, 2), message: data };
      },
    };
    const ask = (asked: string): Command<string, string> => ({
      kind: 'query',
      key: asked,
      label: asked,
      bytes: bytes(`${asked}\r`),
      legs: [{ bytes: bytes(`${asked}\r`), accept: bytes(`${asked}\r`) }],
      replyTimeoutMs: 2_000,
      read: (message) => message,
    });
    const set = (asked: string, state: () => 'done' | 'not_done'): Command<string, string> => ({
      ...ask(asked),
      key: asked.slice(0, 2),
      kind: 'setpoint',
      legs: [{ bytes: bytes(`${asked}\r`), accept: bytes(`${asked}\r`), answer: 'none' }],
      readBack: async () => state(),
      whenReadBack: 'read back',
    });

    beforeEach(() => open(echoing));

    it('takes the echo for acceptance and the line behind it for the reply, in any pieces', async () => {
      expect(flushes).toBe(1);
      for (const shaping of ['whole', 'bytes', 'merged'] as const) {
        line.shaping = shaping;
        device = (sent) => (say(sent), say('220\r\n'));
        expect(await send(ask('RV'))).toBe('220');
      }
    });

    it('an echo alone ends a command that has no other answer', async () => {
      device = (sent) => say(sent);
      expect(await send(set('CS 150', () => 'not_done'))).toBe('');
      expect(written()).toEqual(['CS 150\r']);
    });

    it('leaves out noise in front of the echo', async () => {
      device = (sent) => say(`\xf0\x80${sent}220\r\n`);
      expect(await send(ask('RV'))).toBe('220');
    });

    it('when half a line is left of something older, does not read it as the beginning of the answer', async () => {
      say('37');
      await time.settle();
      device = (sent) => say(`${sent}220\r\n`);
      expect(await send(ask('RV'))).toBe('220');
      expect(notices.map((notice) => text(notice.bytes))).toEqual(['37']);
    });

    it('when the echo of a query differs, purges the line and asks again', async () => {
      let first = true;
      device = (sent) => {
        say(first ? sent.replace('V', 'W') : sent);
        say(first ? '1\r\n' : '220\r\n');
        first = false;
      };
      expect(await send(ask('RV'))).toBe('220');
      expect(written()).toEqual(['RV\r', 'RV\r']);
    });

    it('when every echo differs, says what was expected and what came', async () => {
      device = () => say('RX\r');
      await expect(send(ask('RV'))).rejects.toMatchObject({
        code: 'DRIVER_FRAME_INVALID',
        message: expect.stringContaining('echo mismatch: "RV\\r" was expected back, "RX" came') as string,
        context: { phase: 'accept', partialHex: Buffer.from('RX\r').toString('hex') },
      });
    });

    it('when the echo of a set point differs, reads back before anything else', async () => {
      device = (sent) => say(sent.replace('1', '9'));
      expect(await send(set('CS 150', () => 'done'))).toBe('read back');
      expect(written()).toEqual(['CS 150\r']);
      await expect(send(set('CS 160', () => 'not_done'))).rejects.toMatchObject({ context: { outcome: 'failed', phase: 'accept' } });
      expect(written().slice(1)).toEqual(['CS 160\r', 'CS 160\r']);
    });

    it.each([
      ['no echo', '', 'accept', 1_000],
      ['no line behind the echo', 'RV\r', 'reply', 2_000],
    ])('when there is %s, times out in that phase', async (_, said, phase, timeoutMs) => {
      device = () => (said ? say(said) : undefined);
      await expect(send(ask('RV'))).rejects.toMatchObject({ code: 'DRIVER_TIMEOUT', context: { phase, timeoutMs } });
    });

    it('when the device says something of its own in place of the echo, passes it on', async () => {
      let first = true;
      device = (sent) => {
        if (first) say('OK\r\n');
        else say(`${sent}220\r\n`);
        first = false;
      };
      expect(await send(ask('RV'))).toBe('220');
      expect(notices.map((notice) => notice.text)).toEqual(['rebooted']);
    });

    it('when an answer comes after its time-out, does not take it for the next one', async () => {
      let count = 0;
      device = (sent) => {
        count += 1;
        const said = `${sent}${count}\r\n`;
        time.after(count === 1 ? 3_000 : 2, () => say(said));
      };
      expect(await send(ask('RV'))).toBe('2');
      expect(notices.map((notice) => notice.text)).toContain('late reply: RV\r1');
    });
  });

  describe('on a wire of single characters, ACK and ETX', () => {
    const ACK = '\x06';
    const ETX = '\x03';
    /** Replies name nothing at all. Four digits in front of ETX other than 0000 are an error. */
    const acking: WireProtocol<string> = {
      framer: () => new LineFramer('etx', 4096),
      flush: 'command',
      classify: (frame, asked: Asked | null): Classified<string> => {
        if (!asked) return { is: 'garbage' };
        const status = text(frame).slice(-5, -1);
        if (/^\d{4}$/.test(status) && status !== '0000') {
          const fault = { code: 'DRIVER_DEVICE_HARDWARE', vendorCode: status, vendorText: status, outcome: 'failed', advice: '' } as const;
          return { is: 'fault', fault };
        }
        return { is: 'reply', key: asked.key, message: `${asked.leg}:${text(frame)}` };
      },
    };
    const command = (key: string, legs: readonly Leg[]): Command<string, string> => ({
      kind: 'action',
      key,
      label: key,
      bytes: Buffer.concat(legs.map((leg) => leg.bytes)),
      legs,
      replyTimeoutMs: 2_000,
      read: (message) => message,
    });
    const withParameter = command('t', [{ bytes: bytes('t'), accept: bytes(ACK), answer: 'none' }, { bytes: bytes(`621720${ETX}`) }]);

    beforeEach(() => open(acking));

    it('sends the parameter only after ACK, flushes first, and records both as one command', async () => {
      device = (sent) => say(sent === 't' ? ACK : `0000${ETX}`);
      expect(await send(withParameter)).toBe(`1:0000${ETX}`);
      expect(written()).toEqual(['t', `621720${ETX}`]);
      expect(intents.map((intent) => text(intent.bytes))).toEqual([`t621720${ETX}`]);
      expect(flushes).toBe(2);
    });

    it('reads a second answer to the same bytes, with pauses inside it', async () => {
      const read = command('O', [
        { bytes: bytes('O'), accept: bytes(ACK) },
        { bytes: new Uint8Array(), replyTimeoutMs: 180_000, interByteMs: 20_000 },
      ]);
      device = () => {
        say(`${ACK}0000${ETX}01,1,`);
        time.after(15_000, () => say(`0000${ETX}`));
      };
      expect(await send(read)).toBe(`1:01,1,0000${ETX}`);
    });

    it('when a leg is answered with an error, sends nothing more', async () => {
      device = () => say(`${ACK}0000${ETX}`);
      await send(command('J', [{ bytes: bytes('J'), accept: bytes(ACK) }]));
      device = () => say(`${ACK}1404${ETX}`);
      const twice = command('O', [{ bytes: bytes('O'), accept: bytes(ACK) }, { bytes: bytes('more') }]);
      await expect(send(twice)).rejects.toMatchObject({ code: 'DRIVER_DEVICE_HARDWARE', context: { vendorCode: '1404' } });
      expect(written()).toEqual(['J', 'O']);
    });

    it('a command without any answer is done once it is written and its gap is over', async () => {
      const before = time.wallNow();
      expect(await send(command('x', [{ bytes: bytes('x'), answer: 'none', gapMs: 50 }]))).toBe('0:');
      expect(time.wallNow() - before).toBe(50);
    });

    it('a leg may frame its answer in its own way', async () => {
      device = () => say(`${ACK}a\r\nb${ETX}`);
      expect(await send(command('v', [{ bytes: bytes('v'), accept: bytes(ACK), framer: () => new LineFramer('crlf') }]))).toBe(
        `0:${ACK}a\r\n`,
      );
      await time.advance(1_000);
      expect(notices.map((notice) => text(notice.bytes))).toEqual([`b${ETX}`]);
    });

    it('when the fence refuses a later leg of an action, the outcome is unknown', async () => {
      device = () => {
        writable = false;
        say(ACK);
      };
      await expect(send(withParameter)).rejects.toMatchObject({ code: 'DRIVER_TRANSPORT_FENCED', context: { outcome: 'unknown' } });
      expect(written()).toEqual(['t']);
    });
  });
});
