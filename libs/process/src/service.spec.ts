import { EventEmitter } from 'node:events';
import { LabError } from '@labwright/domain';
import { runService, type ServiceContext, type ServiceHost } from './service';

/** A process that only notes what is done to it. */
class FakeHost extends EventEmitter {
  readonly written: string[] = [];
  readonly sent: unknown[] = [];
  readonly stdout = Object.assign(new EventEmitter(), { write: (line: string) => this.written.push(line) });
  readonly stderr = this.stdout;
  readonly exited: Promise<number>;
  exit!: (code: number) => void;
  send: ((message: unknown) => void) | undefined;
  constructor(readonly connected: boolean) {
    super();
    if (connected) this.send = (message) => void this.sent.push(message);
    this.exited = new Promise((resolve) => (this.exit = resolve));
  }
  asHost(): ServiceHost {
    return this as unknown as ServiceHost;
  }
}

async function running(host: FakeHost, onStop: () => void = () => undefined, start?: (context: ServiceContext) => void): Promise<void> {
  runService(
    {
      name: 'subject',
      start: (context) => {
        start?.(context);
        return Promise.resolve(onStop);
      },
    },
    host.asHost(),
  );
  await new Promise(setImmediate);
}

describe('runService', () => {
  it('when start is over, says ready once with the details announced', async () => {
    const host = new FakeHost(true);
    await running(host, undefined, (context) => context.announce({ url: 'http://127.0.0.1:1' }));
    expect(host.sent).toEqual([{ type: 'ready', url: 'http://127.0.0.1:1' }]);
  });

  it.each([
    ['the IPC message stop', 'message', 'stop'],
    ['the IPC message {type: stop}', 'message', { type: 'stop' }],
    ['the end of the channel', 'disconnect', undefined],
    ['SIGTERM', 'SIGTERM', 'SIGTERM'],
  ])('when %s comes, stops once and exits 0', async (_title, event, argument) => {
    const host = new FakeHost(true);
    let stops = 0;
    await running(host, () => void (stops += 1));
    host.emit(event, argument);
    host.emit('SIGTERM');
    expect(await host.exited).toBe(0);
    expect(stops).toBe(1);
  });

  it('when SIGINT or SIGHUP comes while a parent is connected, goes on', async () => {
    const host = new FakeHost(true);
    let stops = 0;
    await running(host, () => void (stops += 1));
    host.emit('SIGINT');
    host.emit('SIGHUP');
    await new Promise(setImmediate);
    expect(stops).toBe(0);
  });

  it('when SIGINT comes to a process that runs alone, stops', async () => {
    const host = new FakeHost(false);
    await running(host);
    host.emit('SIGINT');
    expect(await host.exited).toBe(0);
    expect(host.written).toContain('subject is ready\n');
  });

  it('when a stop is asked for during start, stops as soon as start is over and never says ready', async () => {
    const host = new FakeHost(true);
    let finish!: () => void;
    let seen = false;
    runService(
      {
        name: 'subject',
        start: async (context) => {
          context.stopping.addEventListener('abort', () => (seen = true));
          await new Promise<void>((resolve) => (finish = resolve));
          return () => undefined;
        },
      },
      host.asHost(),
    );
    host.emit('message', 'stop');
    finish();
    expect(await host.exited).toBe(0);
    expect(seen).toBe(true);
    expect(host.sent).toEqual([]);
  });

  it('when start fails, shows code and message of the LabError and exits 1', async () => {
    const host = new FakeHost(true);
    await running(host, undefined, () => {
      throw new LabError('SETTING_INVALID', 'PORT is "x"', { setting: 'PORT', value: 'x', allowed: 'a number' });
    });
    expect(await host.exited).toBe(1);
    expect(host.written.join('')).toContain('subject: could not start: SETTING_INVALID: PORT is "x"');
  });

  it('when a service brings lines of its own, sends everything there but what is shown once', async () => {
    const host = new FakeHost(false);
    const lines: string[] = [];
    runService(
      {
        name: 'subject',
        lines: { info: (line) => void lines.push(line), error: (line) => void lines.push(`error ${line}`) },
        start: (context) => {
          context.log('begun');
          context.show('the key');
          return Promise.reject(new LabError('INTERNAL', 'broken', { where: 'spec' }));
        },
      },
      host.asHost(),
    );
    expect(await host.exited).toBe(1);
    expect(lines).toEqual(['begun', 'error could not start: INTERNAL: broken']);
    expect(host.written).toEqual(['the key\n']);
  });

  it('when an error is caught by nobody, exits 1', async () => {
    const host = new FakeHost(true);
    await running(host);
    host.emit('unhandledRejection', new Error('lost'));
    expect(await host.exited).toBe(1);
  });

  it('when the stop hangs, ends by force after the limit', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    try {
      const host = new FakeHost(true);
      runService({ name: 'subject', start: () => Promise.resolve(() => new Promise(() => undefined)) }, host.asHost());
      await new Promise(setImmediate);
      host.emit('SIGTERM');
      jest.advanceTimersByTime(10_000);
      expect(await host.exited).toBe(1);
    } finally {
      jest.useRealTimers();
    }
  });
});
