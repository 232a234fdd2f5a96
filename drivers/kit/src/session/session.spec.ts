import { LabError } from '@labwright/domain';
import type { CommandAnswer, CommandIntent, CommandKind, DeviceNotice } from '../driver.contract';
import { ManualTime } from '../conformance/manual-time';
import { MemoryLine } from '../transport/memory.transport';
import type { Command } from './command';
import { Session } from './session';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

/** A toy wire: the host sends `A\n`, the device answers `A:text\n`, `!A` refuses. */
const protocol = {
  lineEnd: 'lf',
  maxLineLength: 64,
  classify: (line: Uint8Array) => {
    const [key = '', message] = Buffer.from(line).toString('latin1').trim().split(':');
    if (key.startsWith('!')) {
      return {
        is: 'fault',
        fault: { code: 'DRIVER_DEVICE_BUSY', vendorCode: key, vendorText: 'busy', outcome: 'failed', advice: 'wait' },
      } as const;
    }
    return message === undefined ? ({ is: 'garbage' } as const) : ({ is: 'reply', key, message } as const);
  },
} as const;

const command = (key: string, kind: CommandKind = 'query', more: Partial<Command<string, string>> = {}): Command<string, string> => ({
  kind,
  key,
  label: key,
  bytes: bytes(`${key}\n`),
  replyTimeoutMs: 1_000,
  read: (message) => message,
  ...more,
});

describe('Session', () => {
  let time: ManualTime;
  let line: MemoryLine;
  let answers: { label: string; answer: CommandAnswer }[];
  let intents: string[];
  let notices: DeviceNotice[];
  let losses: Error[];
  let device: (text: string) => void;
  let subject: Session<string>;
  const send = (toSend: Command<string, string>, priority: 'stop' | 'normal' = 'normal', signal?: AbortSignal): Promise<string> =>
    subject.send(toSend, signal ? { origin: null, priority, signal } : { origin: null, priority }).then((answer) => answer.value);
  const say = (text: string): void => line.send(bytes(text));

  const make = (barriers: readonly Command<string, unknown>[]): Session<string> =>
    new Session({
      instrument: 'toy',
      transport: line.transport('memory://toy', { instrument: 'toy', fence: { assertWritable: () => undefined } }),
      protocol,
      journal: {
        intend: async (intent: CommandIntent) => void intents.push(intent.label),
        answered: (intent, answer) => void answers.push({ label: intent.label, answer }),
      },
      clock: time,
      timers: time,
      onNotice: (notice) => notices.push(notice),
      onLost: (error) => losses.push(error),
      barriers,
    });

  beforeEach(async () => {
    time = new ManualTime();
    line = new MemoryLine();
    answers = [];
    intents = [];
    notices = [];
    losses = [];
    device = (text) => say(`${text}:ok\n`);
    line.plug((sent) => device(Buffer.from(sent).toString('latin1').trim()));
    subject = make([command('P'), command('Q')]);
    await subject.open();
  });

  afterEach(async () => {
    await subject.close();
    expect(time.pending).toBe(0);
  });

  it('sends one command at a time, stops first, the rest in their order', async () => {
    const order: string[] = [];
    device = (text) => (order.push(text), time.after(100, () => say(`${text}:ok\n`)));
    await time.run(Promise.all([send(command('A')), send(command('B')), send(command('C')), send(command('S', 'action'), 'stop')]));
    expect(order).toEqual(['A', 'S', 'B', 'C']);
  });

  it('when a set point is not taken, sends it once more and no oftener', async () => {
    device = (text) => (text === 'SET' ? undefined : say(`${text}:old\n`));
    const set = command('SET', 'setpoint', {
      readBack: async (probe) => ((await probe(command('GET'))) === 'new' ? 'done' : 'not_done'),
      whenReadBack: 'ok',
    });
    await expect(time.run(send(set))).rejects.toMatchObject({ code: 'DRIVER_TIMEOUT', context: { outcome: 'failed' } });
    expect(intents).toEqual(['SET', 'SET']);
  });

  it('when an action gets no reply and the device cannot tell, never sends it again and calls the outcome unknown', async () => {
    device = (text) => (text === 'GO' ? undefined : say(`${text}:ok\n`));
    const go = command('GO', 'action', { readBack: async () => 'unknown' });
    await expect(time.run(send(go))).rejects.toMatchObject({
      code: 'DRIVER_TIMEOUT',
      retry: 'after_reconcile',
      context: { outcome: 'unknown', phase: 'reply', timeoutMs: 1_000 },
    });
    expect(intents).toEqual(['GO']);
    expect(answers.find(({ label }) => label === 'GO')?.answer.outcome).toBe('unknown');
  });

  it('keeps what was received of a reply that never ended', async () => {
    device = (text) => (text === 'A' ? say('A:hal') : say(`${text}:ok\n`));
    const error: LabError = await time.run(
      send(command('A')).then(
        () => Promise.reject(new Error('answered')),
        (failure: LabError) => failure,
      ),
    );
    expect(error).toMatchObject({ code: 'DRIVER_FRAME_INVALID', context: { partialHex: Buffer.from('A:hal').toString('hex') } });
  });

  it('when the device refuses, says so without asking again', async () => {
    device = (text) => say(`!${text}\n`);
    await expect(time.run(send(command('A')))).rejects.toMatchObject({
      code: 'DRIVER_DEVICE_BUSY',
      context: { vendorCode: '!A', vendorText: 'busy' },
    });
    expect(line.written).toHaveLength(1);
  });

  it('when a late reply has the name of the next command, waits for the right one', async () => {
    let value = 0;
    device = (text) => {
      value += 1;
      const said = `${text}:${value}\n`;
      time.after(text === 'A' && value === 1 ? 1_200 : text === 'P' ? 500 : 10, () => say(said));
    };
    // 1 is late, 2 is the barrier, 3 answers the resend.
    expect(await time.run(send(command('A')))).toBe('3');
    expect(notices.map((notice) => notice.text)).toContain('late reply: A:1');
  });

  it('when there is no barrier, waits in silence until a late reply cannot come any more', async () => {
    await subject.close();
    subject = make([]);
    await subject.open();
    let value = 0;
    device = (text) => {
      value += 1;
      const said = `${text}:${value}\n`;
      time.after(value === 1 ? 3_500 : 10, () => say(said));
    };
    expect(await time.run(send(command('A')))).toBe('2');
  });

  it('when cancelled between two tries, ends with the failure of the first', async () => {
    device = (text) => (text === 'A' ? undefined : say(`${text}:ok\n`));
    const abort = new AbortController();
    const sending = send(command('A'), 'normal', abort.signal);
    await time.advance(500);
    abort.abort();
    await expect(time.run(sending)).rejects.toMatchObject({ code: 'DRIVER_TIMEOUT' });
    expect(line.written).toHaveLength(1);
  });

  it('when three commands in a row meet silence, closes the port and reports the loss once', async () => {
    device = () => undefined;
    for (let again = 0; again < 3; again += 1) await time.run(send(command('A')).catch(() => 'failed'));
    await time.settle();
    expect(losses).toHaveLength(1);
    await expect(send(command('A'))).rejects.toMatchObject({ code: 'DRIVER_TRANSPORT_CLOSED' });
  });

  it('when closed, ends what is on the wire and what waits', async () => {
    device = () => undefined;
    const all = Promise.allSettled([send(command('A')), send(command('GO', 'action'))]);
    await time.settle();
    await subject.close();
    expect(await all).toMatchObject([
      { reason: { code: 'DRIVER_TRANSPORT_CLOSED' } },
      { reason: { code: 'DRIVER_TRANSPORT_CLOSED', context: { outcome: 'failed' } } },
    ]);
    expect(losses).toHaveLength(0);
  });

  it('when the answer cannot be recorded, the command still counts, and a notice tells', async () => {
    await subject.close();
    subject = new Session({
      instrument: 'toy',
      transport: line.transport('memory://toy', { instrument: 'toy', fence: { assertWritable: () => undefined } }),
      protocol,
      journal: { intend: async () => undefined, answered: () => Promise.reject(new Error('database away')) },
      clock: time,
      timers: time,
      onNotice: (notice) => notices.push(notice),
      onLost: (error) => losses.push(error),
      barriers: [],
    });
    await subject.open();
    expect(await time.run(send(command('A')))).toBe('ok');
    expect(notices[0]?.text).toContain('database away');
  });
});
