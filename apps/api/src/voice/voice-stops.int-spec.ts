import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { drawnPng, eventually, openTestDatabase, type TestDatabase } from '@labwright/testing';
import { StopMemory } from '../access/stop-memory';
import { ApiFixture } from '../fixtures/api-fixture';
import { BenchRun } from '../fixtures/bench-run';

jest.setTimeout(120_000);

type Json = ReturnType<typeof JSON.parse>;
const EVIDENCE = '[{ kind: photo, expect: the plate in the clamp }, { kind: confirm, prompt: The lid is off }]';

describe('stops, and what comes between, when somebody talks with a run', () => {
  let test: TestDatabase;
  let subject: ApiFixture;
  let run: BenchRun;
  let session: string;
  let bench: Server;
  let told: Json[] = [];

  beforeEach(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url);
    await subject.principal('second', 'technician');
    run = await BenchRun.start(subject, EVIDENCE);
    session = (await subject.post(`/v1/runs/${run.id}/voice-sessions`, 'technician')).body.id as string;
    told = [];
    // The control port of a bench agent, as far as the API sees it.
    bench = createServer((request, response) => {
      if (request.method === 'GET') return void response.end('{}');
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        told.push(JSON.parse(Buffer.concat(chunks).toString()));
        const sent = { instrument: 'shaker-1', sent: true, sentMs: 3, acknowledged: true, brokenOff: null, problem: null };
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ instruments: [sent] }));
      });
    });
    await new Promise<void>((resolve) => bench.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await subject.stop();
    await test.drop();
    await new Promise((resolve) => bench.close(resolve));
  });

  const say = async (words: string, confirms?: string, as = 'technician', of = session): Promise<Json> =>
    (await subject.post(`/v1/voice-sessions/${of}/words`, as, { words, ...(confirms === undefined ? {} : { confirms }) })).body;
  const runState = async (): Promise<Json> =>
    (await test.database.query<{ state: Json }>('select state from lab.runs where id = $1', [run.id]))[0]?.state;
  const hold = () =>
    test.database.query(
      `update lab.runs set status = 'held', state = state || '{"status": "held", "holdReasons": ["the plate is another one"], "resumeTo": "running"}' where id = $1`,
      [run.id],
    );
  const bring = async (as: string, side: number): Promise<Json> => {
    const { id } = await run.task();
    const headers = { ...subject.headersOf({ as }), 'content-type': 'image/png' };
    const body = new Uint8Array(drawnPng(side, side));
    const response = await fetch(`${subject.url}/v1/tasks/${id}/photos`, { method: 'POST', headers, body });
    return { status: response.status, body: await response.json() };
  };
  const agentIsThere = async () => {
    await test.database.query(
      `insert into lab.agents (name, instance, machine, control_url, control_token) values ('bench-1', 'i', 'm', $1, 'lws_token')
       on conflict (name) do update set control_url = excluded.control_url, control_token = excluded.control_token`,
      [`http://127.0.0.1:${(bench.address() as AddressInfo).port}`],
    );
    const memory = subject.server.app.get(StopMemory, { strict: false });
    await eventually('the bench agent is known', 20_000, () => Promise.resolve(memory.agents.length > 0 ? true : null));
  };

  it('when somebody says emergency stop, stops every instrument at once as the stop at the screen does, and says how that is cleared', async () => {
    await agentIsThere();
    const pending = await say('pause');
    const { outcome, say: words } = await say('Emergency stop! The plate is flying.');
    expect({ outcome, words }).toEqual({
      outcome: 'done',
      words: expect.stringMatching(
        /^Emergency stop\. 1 of 1 instrument was told to stop\. The runs that use them are held\. To clear it, a technician or an engineer looks/,
      ),
    });
    expect(told).toMatchObject([{ instrument: null, by: 'user:technician', reason: `said aloud at run ${run.id}` }]);
    expect((await subject.get('/v1/estop')).body.items).toMatchObject([{ instrument: 'shaker-1', requestedBy: 'user:technician' }]);
    expect((await subject.get('/v1/instruments/shaker-1')).body.service).toBe('estopped');
    expect((await runState()).status).toBe('held');
    expect((await say('yes', pending.confirm.token)).say).toContain('nothing to confirm');
    const { items } = (await subject.get(`/v1/runs/${run.id}/voice-turns`)).body;
    expect(items[1]).toMatchObject({ command: { kind: 'emergency_stop' }, outcome: 'done', by: { name: 'technician' } });
  });

  it('when no bench agent answers, says where to go; whoever may not stop a run may stop everything', async () => {
    const own = (await subject.post(`/v1/runs/${run.id}/voice-sessions`, 'reviewer')).body.id as string;
    expect(await say('stop the shaker', undefined, 'reviewer', own)).toMatchObject({ outcome: 'refused' });
    expect(await say('halt everything', undefined, 'reviewer', own)).toMatchObject({
      outcome: 'done',
      say: expect.stringContaining('0 of 1 instrument was told to stop. Not told: shaker-1. Go there and press the red button.'),
    });
    expect((await runState()).status).toBe('held');
  });

  it('when another turn waits for something, does not wait for it with an emergency stop', async () => {
    await agentIsThere();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const locked = test.database.transaction(async (tx) => {
      await tx.query('select 1 from lab.voice_sessions where id = $1 for update', [session]);
      await held;
    });
    const stopped = say('emergency stop');
    await eventually('the bench agent was told', 10_000, () => Promise.resolve(told.length === 1 ? true : null));
    release();
    await locked;
    expect((await stopped).outcome).toBe('done');
  });

  it('when somebody says stop the shaker, pauses the run at once, and says what goes on and how to stop that', async () => {
    await test.database.query(
      `update lab.step_instances set status = 'running', instrument_id = 'shaker-1' where run_id = $1 and step_id = 'warm_shake'`,
      [run.id],
    );
    expect(await say('Wait, stop the shaker!')).toMatchObject({
      command: { kind: 'stop' },
      outcome: 'done',
      say: expect.stringMatching(
        /^Stopped: the run is paused, nothing else begins\. shaker-1 goes on with .*\. This was not the emergency stop: .* say emergency stop/,
      ),
    });
    expect(await runState()).toMatchObject({ status: 'paused' });
    expect(told).toEqual([]);
  });

  it('when somebody asks when it stops, stops nothing', async () => {
    expect(await say('When does it stop?')).toMatchObject({ outcome: 'not_understood', question: 'When does it stop?' });
    expect((await runState()).status).toBe('running');
  });

  it.each([
    ['stop', async () => say('stop')],
    ['pause and yes', async () => say('yes', (await say('pause')).confirm.token)],
  ])('when somebody says %s while the run is held, has it stay paused after the answer', async (_what, saying) => {
    await hold();
    const { outcome, say: words } = await saying();
    expect({ outcome, words }).toEqual({
      outcome: 'done',
      words: expect.stringContaining('The run is held, and stays paused when that is answered.'),
    });
    expect(await runState()).toMatchObject({ status: 'held', resumeTo: 'paused' });
  });

  it('when a stop comes between a yes and what it confirms, the stop is the last word', async () => {
    await say('stop');
    const resume = await say('resume');
    const transaction = test.database.transaction.bind(test.database);
    const between: Promise<Json>[] = [];
    jest.spyOn(test.database, 'transaction').mockImplementation(async (work: Parameters<typeof transaction>[0]) => {
      const result = await transaction(work);
      const taken = await test.database.query('select 1 from lab.voice_turns where id = $1 and answered_at is not null', [resume.id]);
      if (between.length === 0 && taken.length > 0) {
        between.push(say('stop'));
        await between[0];
      }
      return result;
    });
    expect(await say('yes', resume.confirm.token)).toMatchObject({
      outcome: 'refused',
      say: expect.stringContaining('Something else was said since'),
    });
    expect(await Promise.all(between)).toMatchObject([{ outcome: 'done' }]);
    expect((await runState()).status).toBe('paused');
  });

  it('when another photo comes between done and yes, does not complete the task with it', async () => {
    await say('yes', (await say('claim')).confirm.token);
    expect((await bring('technician', 8)).status).toBe(201);
    const done = await say('done');
    expect(done.outcome).toBe('read_back');
    await bring('technician', 9);
    expect(await say('yes', done.confirm.token)).toMatchObject({
      outcome: 'refused',
      say: expect.stringContaining('there is another photo of "photo" now'),
    });
    expect(await run.task()).toMatchObject({ status: 'claimed', given: [] });
    expect((await say('yes', (await say('done')).confirm.token)).outcome).toBe('done');
  });

  it('when a task is claimed, takes a photo of it from nobody else', async () => {
    await say('yes', (await say('claim')).confirm.token);
    expect(await bring('second', 8)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('another person has claimed it') },
    });
    expect((await run.task()).photos).toEqual([]);
    expect((await bring('technician', 9)).status).toBe(201);
  });
});
