import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SupervisedChild, type ChildObserver } from './supervised-child';

/** Notes what it hears and lets the spec wait for a line. */
class Listener implements ChildObserver {
  readonly heard: string[] = [];
  #waiting: (() => void)[] = [];
  line = (service: string, text: string): void => this.#hear(`[${service}] ${text}`);
  notice = (text: string): void => this.#hear(text);
  changed = (): void => undefined;
  gaveUp = (service: string): void => this.#hear(`gave up ${service}`);
  async until(pattern: RegExp): Promise<void> {
    while (!this.heard.some((line) => pattern.test(line))) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
  #hear(line: string): void {
    this.heard.push(line);
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

describe('a supervised child', () => {
  let folder: string;
  let listener: Listener;
  let subject: SupervisedChild;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'labwright-child-'));
    listener = new Listener();
  });

  afterEach(async () => {
    await subject.stop(1000);
    fs.rmSync(folder, { recursive: true });
  });

  const child = (program: string, startLimitMs = 10_000): SupervisedChild => {
    const file = path.join(folder, 'program.js');
    fs.writeFileSync(file, program);
    subject = new SupervisedChild({ name: 'subject', program: file, purpose: 'spec', startLimitMs, stopRank: 1 }, process.env, listener);
    return subject;
  };
  const steady = `process.on('message', (m) => m === 'stop' && process.exit(0)); process.on('disconnect', () => process.exit(0));`;

  it('when it says ready, gives the details and passes its lines on', async () => {
    const details = await child(`${steady} console.log('  a key: 1'); process.send({type: 'ready', url: 'here'})`).start();
    expect(details).toMatchObject({ url: 'here' });
    await listener.until(/^\[subject\] {3}a key: 1$/);
    expect(subject.pid).toBeGreaterThan(0);
    await subject.stop(5000);
    expect(subject.pid).toBeUndefined();
  });

  it('when it ends before it is ready, says how, after its last lines', async () => {
    await expect(child(`console.error('why'); process.exitCode = 3; process.disconnect()`).start()).rejects.toThrow(
      'subject ended with status 3',
    );
    expect(listener.heard).toEqual(['[subject] why']);
  });

  it('when it never says ready, it is ended and the start fails', async () => {
    await expect(child(`setInterval(() => 0, 1000)`, 300).start()).rejects.toThrow('was not ready in 300 ms');
  });

  it('when it is killed, it is started again', async () => {
    await child(`${steady} process.send({type: 'ready'})`).start();
    const first = subject.pid ?? 0;
    process.kill(first, 'SIGKILL');
    await listener.until(/^subject is back/);
    expect(subject.pid).not.toBe(first);
    expect(listener.heard[0]).toBe('subject ended with SIGKILL; starting it again');
  });

  it('when it ends by itself again and again, gives up after three restarts', async () => {
    await child(`process.send({type: 'ready'}, () => process.exit(7))`).start();
    await listener.until(/^gave up/);
    expect(listener.heard.filter((line) => line.includes('starting it again'))).toHaveLength(3);
  }, 15_000);

  it('when it is killed again and again before it is ready, is started again all the same', async () => {
    const marks = path.join(folder, 'starts');
    const mark = `const fs = require('node:fs'); fs.appendFileSync(${JSON.stringify(marks)}, 'x'); const n = fs.readFileSync(${JSON.stringify(marks)}).length;`;
    await child(
      `${steady} ${mark} if (n === 1 || n > 5) process.send({type: 'ready'}); else process.kill(process.pid, 'SIGKILL'); setInterval(() => 0, 1000)`,
    ).start();
    process.kill(subject.pid ?? 0, 'SIGKILL');
    await listener.until(/^subject is back/);
    expect(listener.heard.filter((line) => line.includes('SIGKILL before it was ready'))).toHaveLength(4);
  }, 15_000);

  it('when it does not stop when asked to, it is ended by force', async () => {
    await child(`process.on('message', () => 0); process.on('SIGTERM', () => 0); process.send({type: 'ready'})`).start();
    await subject.stop(200);
    expect(subject.pid).toBeUndefined();
    expect(listener.heard.at(-1)).toMatch(/did not stop in 200 ms; ended by force/);
  });
});
