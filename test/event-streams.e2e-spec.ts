import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request as httpRequest, type ClientRequest } from 'node:http';
import path from 'node:path';
import { createKey, createPrincipal } from '@labwright/execution';
import { recordEvents } from '@labwright/persistence';
import { eventually, openTestDatabase, type TestDatabase } from '@labwright/testing';

jest.setTimeout(300_000);

const CLIENTS = 1_000;
const EVENTS = 200;
const TRANSACTIONS = 20;
const PROGRAM = path.resolve(__dirname, '../dist/apps/api/src/main.js');
/** Resident memory of the API for one stream, at most. */
const STREAM_KB = 128;
const NUMBER = /"n":(\d+)/g;

/** A client of the stream; it keeps the numbers of the events and nothing else. */
class Listener {
  readonly numbers: number[] = [];
  begun = false;
  private rest = '';
  private outgoing: ClientRequest | null = null;

  constructor(private readonly agent: Agent) {}

  open(url: string, key: string): void {
    this.outgoing = httpRequest(`${url}/v1/events`, { agent: this.agent, headers: { authorization: `Bearer ${key}` } });
    this.outgoing
      .on('error', () => undefined)
      .on('response', (response) => {
        response.setEncoding('utf8').on('error', () => undefined);
        response.on('data', (chunk: string) => this.take(chunk));
      });
    this.outgoing.end();
  }

  leave(): void {
    this.outgoing?.destroy();
  }

  private take(chunk: string): void {
    const blocks = (this.rest + chunk).split('\n\n');
    this.rest = blocks.pop() ?? '';
    for (const block of blocks) {
      this.begun ||= block.includes('retry: ');
      for (const [, number] of block.matchAll(NUMBER)) this.numbers.push(Number(number));
    }
  }
}

describe('GET /v1/events with a thousand clients', () => {
  let test: TestDatabase;
  let api: ChildProcess;
  let url = '';
  let key = '';
  let output = '';
  const agent = new Agent({ maxSockets: CLIENTS + 10 });
  const listeners = Array.from({ length: CLIENTS }, () => new Listener(agent));

  beforeAll(async () => {
    test = await openTestDatabase();
    key = await test.database.transaction(async (tx) => {
      const { id } = await createPrincipal(tx, 'grace', 'user', ['technician'], 'spec');
      return (await createKey(tx, id, 'spec', null, 'spec')).key;
    });
    const env = { ...process.env, DATABASE_URL: test.url, LABWRIGHT_PORT: '0', LABWRIGHT_LOG: 'text' };
    api = spawn(process.execPath, [PROGRAM], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    for (const stream of [api.stdout, api.stderr]) stream?.on('data', (text: Buffer) => (output += text.toString()));
    url = await eventually('the API listens', 60_000, () => /listens on (http:\S+)/.exec(output)?.[1]);
  });
  afterAll(async () => {
    for (const listener of listeners) listener.leave();
    agent.destroy();
    if (api.exitCode === null) {
      api.kill('SIGTERM');
      await once(api, 'exit');
    }
    await test.drop();
  });

  const residentKb = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${api.pid}/status`, 'utf8'))?.[1] ?? 0);
  const streams = async () =>
    Number(/^labwright_event_stream_clients (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1] ?? Number.NaN);
  const ask = async () => {
    const begun = performance.now();
    const response = await fetch(`${url}/v1/runs`, { headers: { authorization: `Bearer ${key}` } });
    await response.arrayBuffer();
    return { status: response.status, ms: performance.now() - begun };
  };

  it('sends every event to each of them, in order and once, answers requests meanwhile, and keeps nothing when they are gone', async () => {
    for (let i = 0; i < 20; i++) await ask();
    const before = residentKb();
    for (let i = 0; i < CLIENTS; i += 50) {
      const some = listeners.slice(i, i + 50);
      for (const listener of some) listener.open(url, key);
      await eventually(`streams ${i} to ${i + 50} have begun`, 30_000, () => some.every(({ begun }) => begun));
    }
    expect(await streams()).toBe(CLIENTS);
    const each = (residentKb() - before) / CLIENTS;

    const begun = performance.now();
    const answers = [];
    for (let i = 0; i < TRANSACTIONS; i++) {
      const numbers = Array.from({ length: EVENTS / TRANSACTIONS }, (_, j) => (i * EVENTS) / TRANSACTIONS + j);
      await test.database.transaction((tx) =>
        recordEvents(
          tx,
          numbers.map((n) => ({ type: 'key.created' as const, actor: 'spec', data: { n } })),
        ),
      );
      answers.push(await ask());
    }
    await eventually('all clients have all events', 60_000, () => listeners.every(({ numbers }) => numbers.length >= EVENTS));
    const seconds = (performance.now() - begun) / 1_000;
    const slowest = Math.max(...answers.map(({ ms }) => ms));
    process.stdout.write(
      `${CLIENTS} streams: ${each.toFixed(0)} KiB each; ${EVENTS} events to all in ${seconds.toFixed(1)} s; slowest request meanwhile ${slowest.toFixed(0)} ms\n`,
    );
    const wanted = Array.from({ length: EVENTS }, (_, n) => n);
    for (const { numbers } of listeners) expect(numbers).toEqual(wanted);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(slowest).toBeLessThan(10_000);
    expect(each).toBeLessThan(STREAM_KB);

    for (const listener of listeners) listener.leave();
    await eventually('no stream is left', 20_000, async () => (await streams()) === 0);
    expect(output).not.toMatch(/unhandled|uncaught|MaxListeners/i);
  });
});
