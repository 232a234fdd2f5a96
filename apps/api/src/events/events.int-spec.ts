import { request as httpRequest, type IncomingMessage } from 'node:http';
import { readEvents, recordEvents } from '@labwright/persistence';
import { eventually, openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';
import { EventPulse } from './event-pulse';
import { EventStreams } from './event-streams.service';

/** A client of the stream that reads as a browser does. */
class StreamClient {
  text = '';
  ended = false;
  private constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8').on('data', (chunk: string) => (this.text += chunk));
    response.on('end', () => (this.ended = true)).on('error', () => undefined);
  }

  static open(api: ApiFixture, path = '/v1/events', headers: Record<string, string> = {}): Promise<StreamClient> {
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(api.url + path, { headers: { ...api.headersOf({ as: 'technician' }), ...headers } });
      outgoing.on('response', (response) => resolve(new StreamClient(response))).on('error', reject);
      outgoing.end();
    });
  }

  get events(): { type: string | undefined; id: string | undefined; data: { type: string; actor: string; data: { n: number } } }[] {
    const field = (block: string, name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
    return this.text
      .split('\n\n')
      .filter((block) => /^data: /m.test(block))
      .map((block) => ({ type: field(block, 'event'), id: field(block, 'id'), data: JSON.parse(field(block, 'data') ?? 'null') }));
  }

  get numbers(): number[] {
    // Without those of the set-up, which are still on their way when another transaction of the server is open.
    return this.events.map((event) => event.data.data.n).filter((number) => number !== undefined);
  }

  leave(): void {
    this.response.destroy();
  }
}

describe('GET /v1/events', () => {
  let test: TestDatabase;
  let subject: ApiFixture;
  let n = 0;

  beforeEach(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url, { heartbeatMs: 100, streamStallMs: 300, maxStreams: 3 });
    n = 0;
  });
  afterEach(async () => {
    await subject.stop();
    await test.drop();
  });

  const happen = (count = 1, padding = ''): Promise<void> =>
    test.database.transaction((tx) =>
      recordEvents(
        tx,
        Array.from({ length: count }, () => ({ type: 'instrument.tested' as const, actor: 'spec', data: { n: ++n, padding } })),
      ),
    );
  const streams = () => subject.server.app.get(EventStreams);
  const got = (client: StreamClient, wanted: number[]) =>
    eventually(`events ${wanted.join()}`, 3_000, () => wanted.every((number) => client.numbers.includes(number))).then(
      () => client.numbers,
    );

  it('when nothing is asked for, sends what happens from now on, each with type and cursor', async () => {
    await happen(2);
    // An older transaction somewhere on the server keeps them back for a moment, and then they would count as what happens from now on.
    const last = async () => (await readEvents(test.database, { after: null, limit: 200 })).at(-1)?.data['n'];
    await eventually('both are readable', 5_000, async () => (await last()) === 2);
    const client = await StreamClient.open(subject);
    expect(client.response.headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    await eventually('the head of the stream', 2_000, () => client.text.includes('retry: 1000'));
    await happen();
    expect(await got(client, [3])).toEqual([3]);
    expect(client.events.find((event) => event.data.data.n === 3)).toMatchObject({
      type: 'instrument.tested',
      id: expect.stringMatching(/^\d+-\d+$/),
      data: { type: 'instrument.tested', actor: 'spec', run: null },
    });
    client.leave();
  });

  it('when a client comes back with Last-Event-ID, replays what it missed, in order and once, then goes on live', async () => {
    const first = await StreamClient.open(subject);
    await eventually('the head of the stream', 2_000, () => first.text.includes('retry: 1000'));
    await happen(3);
    await got(first, [1, 2, 3]);
    first.leave();
    await happen(450);
    const seen = first.events.find((event) => event.data.data.n === 2);
    const second = await StreamClient.open(subject, '/v1/events', { 'last-event-id': seen?.id ?? '' });
    await got(second, [453]);
    await happen();
    expect(await got(second, [454])).toEqual(Array.from({ length: 452 }, (_, i) => i + 3));
    second.leave();
  });

  it('when it is asked for the beginning, sends everything; a run that is asked for has to be there', async () => {
    await happen(2);
    const client = await StreamClient.open(subject, '/v1/events?after=0');
    await eventually('all events', 2_000, () => client.text.includes('principal.created') && client.numbers.includes(2));
    client.leave();
    const strange = await subject.get('/v1/events?run=00000000-0000-4000-8000-000000000000');
    expect(strange).toMatchObject({ status: 404, type: 'application/problem+json' });
  });

  it.each(['nonsense', '1', '1-', '99999999999999999999999-1'])('when the cursor is %s, refuses', async (cursor) => {
    expect(await subject.get(`/v1/events?after=${cursor}`)).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('is not the cursor of an event') },
    });
  });

  it('when nothing happens, says that it is still there', async () => {
    const client = await StreamClient.open(subject);
    await eventually('two heartbeats', 2_000, () => client.text.split(': heartbeat\n').length > 2);
    expect(client.numbers).toEqual([]);
    client.leave();
  });

  it('when an older transaction ends later and tells nothing, sends the event that had to wait for it', async () => {
    const client = await StreamClient.open(subject);
    await eventually('the head of the stream', 2_000, () => client.text.includes('retry: 1000'));
    let begun: () => void = () => undefined;
    const older = new Promise<void>((resolve) => (begun = resolve));
    const ended = test.database.transaction(async (tx) => {
      await tx.query('select pg_current_xact_id()');
      begun();
      await tx.query('select pg_sleep(0.3)');
    });
    await older;
    await happen();
    expect(client.numbers).toEqual([]);
    await ended;
    expect(await got(client, [1])).toEqual([1]);
    client.leave();
  });

  it('when the client is gone, nothing is left of its stream', async () => {
    const client = await StreamClient.open(subject);
    await eventually('the stream', 2_000, () => streams().count === 1);
    client.leave();
    await eventually('the end of the stream', 2_000, () => streams().count === 0 && subject.server.app.get(EventPulse).listeners === 0);
    expect(streams().count).toBe(0);
  });

  it('when a client does not read, drops it and keeps nothing for it', async () => {
    const client = await StreamClient.open(subject);
    client.response.pause();
    await eventually('the stream', 2_000, () => streams().count === 1);
    for (let i = 0; i < 20; i++) await happen(100, 'x'.repeat(8_000));
    await eventually('the end of the stream', 5_000, () => streams().count === 0);
    expect(streams().count).toBe(0);
    client.leave();
  });

  it('when there are as many streams as are allowed, refuses one more for now', async () => {
    const clients = await Promise.all([1, 2, 3].map(() => StreamClient.open(subject)));
    const reply = await subject.get('/v1/events');
    expect({ status: reply.status, retry: reply.headers.get('retry-after') }).toEqual({ status: 503, retry: '5' });
    for (const client of clients) client.leave();
  });

  it('when the process stops, ends the streams and finishes', async () => {
    const client = await StreamClient.open(subject);
    await eventually('the stream', 2_000, () => streams().count === 1);
    await subject.server.close();
    await eventually('the end', 1_000, () => client.ended);
    expect(client.ended).toBe(true);
  });
});
