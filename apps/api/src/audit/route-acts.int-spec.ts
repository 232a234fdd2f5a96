import { randomUUID } from 'node:crypto';
import { ChainCheck, type AuditEntry } from '@labwright/audit';
import { AuditAct, LabError } from '@labwright/domain';
import { troubleStep } from '@labwright/execution';
import { listAudit } from '@labwright/persistence';
import { ProtocolSchema, draftOf, parseProtocol } from '@labwright/protocol';
import {
  BenchModel,
  DraftingModel,
  LabHands,
  drawnPng,
  eventually,
  openTestDatabase,
  recording,
  setUpGrowthLab,
  type GrowthLab,
  type TestDatabase,
} from '@labwright/testing';
import { routeAccess } from '../access/route-access';
import { ApiFixture, type Reply } from '../fixtures/api-fixture';
import { warmShake } from '../fixtures/warm-shake';
import { routeActs } from './route-acts';

jest.setTimeout(60_000);

/** One call that changed something. */
interface Done {
  readonly route: string;
  readonly requestId: string;
  readonly as: string;
}

const quantity = (value: number, unit: string) => ({ value, unit });
const move = (id: string, to: string) => ({ id, kind: 'operator', role: 'technician', moves: [{ labware: 'plate', to }] });
const warm = {
  id: 'warm',
  kind: 'operation',
  capability: 'shaking_incubation',
  labware: 'plate',
  with: { temperature: quantity(45, 'Cel'), speed: quantity(500, '{rpm}') },
  duration: quantity(2, 'min'),
};
const read = {
  id: 'read',
  kind: 'operation',
  capability: 'absorbance',
  labware: 'plate',
  with: { wavelengths: [quantity(600, 'nm')] },
  saves: { od: { reading: 'absorbance', wells: { role: 'sample' } } },
};
const ask = { id: 'ask', kind: 'consult', question: 'Go on?', shows: ['od'], role: 'scientist' };
const PNG = drawnPng(8, 8);
const EMPTY = [{ nest: 'nest', labware: null }];

/** Goes through a day in a lab and does everything that routes can change, over HTTP, each call with an id of its own. */
class EveryAct {
  readonly done: Done[] = [];
  private lab!: GrowthLab;
  private hands!: LabHands;

  constructor(
    private readonly api: ApiFixture,
    private readonly model: DraftingModel,
    private readonly bench: BenchModel,
  ) {}

  async play(): Promise<void> {
    this.lab = await setUpGrowthLab(this.api.database);
    this.hands = new LabHands(this.api.database, this.lab);
    await this.people();
    await this.stock();
    await this.protocols();
    await this.drafts();
    await this.runs();
    await this.trouble();
    await this.consult();
    await this.instruments();
  }

  /** A call that has to succeed. `route` is its name in the table of access; `ids` fill its parameters. */
  private async act(route: string, as: string, body?: unknown, ids: readonly string[] = [], type?: string): Promise<Reply> {
    const [method = '', pattern = ''] = route.split(' ');
    const rest = [...ids];
    const path = pattern.replaceAll(/:\w+/g, () => rest.shift() ?? '');
    const requestId = `act-${randomUUID()}`;
    const sent = {
      as,
      headers: { 'x-request-id': requestId, 'if-match': '*' },
      ...(body === undefined ? {} : { body }),
      ...(type === undefined ? {} : { type }),
    };
    const reply = await this.api.call(method, path, sent);
    if (reply.status >= 300) throw new Error(`${route}: ${reply.status} ${JSON.stringify(reply.body)}`);
    this.done.push({ route, requestId, as });
    return reply;
  }

  private async people(): Promise<void> {
    const { body: made } = await this.act('POST /v1/principals', 'admin', { name: 'new', roles: ['scientist'] });
    const { body: key } = await this.act('POST /v1/principals/:id/keys', 'admin', { label: 'laptop' }, [made.id]);
    await this.act('DELETE /v1/keys/:id', 'admin', undefined, [key.id]);
    const { body: link } = await this.act('POST /v1/principals/:id/password-link', 'admin', undefined, [made.id]);
    const password = 'seven quiet plates hum';
    await this.asPerson('POST /v1/setup', { token: link.path.split('#')[1], password });
    const begun = await this.asPerson('POST /v1/session', { name: 'new', password });
    const headers = { cookie: begun.headers.get('set-cookie')?.split(';')[0] ?? '', 'x-csrf-token': begun.body.csrfToken };
    await this.asPerson('PUT /v1/me/password', { current: password, password: 'nine green lamps glow' }, headers);
    await this.asPerson('DELETE /v1/session', undefined, headers);
    await this.act('PATCH /v1/principals/:id', 'admin', { disabled: true }, [made.id]);
  }

  /** A call of a person who comes without a key. */
  private async asPerson(route: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    const [method = '', path = ''] = route.split(' ');
    const requestId = `act-${randomUUID()}`;
    const reply = await this.api.call(method, path, {
      headers: { ...headers, 'x-request-id': requestId },
      ...(body === undefined ? {} : { body }),
    });
    if (reply.status >= 300) throw new Error(`${route}: ${reply.status} ${JSON.stringify(reply.body)}`);
    this.done.push({ route, requestId, as: 'new' });
    return reply;
  }

  private async stock(): Promise<void> {
    await this.act('POST /v1/lots', 'technician', { material: 'LB', lot: 'L-1' });
    await this.send('POST /v1/photos', 'image/png', PNG);
    const [row] = await this.api.database.query<{ id: string }>(
      `insert into lab.notifications (key, kind, instrument_id, title, happened, place, to_do, contacts)
       values ('spec', 'instrument_lost', 'shaker-1', 'lost', 'No reply.', 'bench', 'Look.', '{}') returning id`,
    );
    await this.act('POST /v1/notifications/:id/ack', 'technician', { note: 'on my way' }, [row?.id ?? '']);
  }

  /** A call of the technician that sends bytes. */
  private async send(route: string, type: string, bytes: Buffer, id = ''): Promise<ReturnType<typeof JSON.parse>> {
    const requestId = `act-${randomUUID()}`;
    const headers = { ...this.api.headersOf({ as: 'technician' }), 'content-type': type, 'x-request-id': requestId };
    const path = route.replace('POST ', '').replace(':id', id);
    const response = await fetch(this.api.url + path, { method: 'POST', headers, body: new Uint8Array(bytes) });
    const body: unknown = await response.json();
    if (response.status !== 201) throw new Error(`${route}: ${response.status} ${JSON.stringify(body)}`);
    this.done.push({ route, requestId, as: 'technician' });
    return body;
  }

  /** A run is paused in each of the ways that there are to speak, and let go on by hand. */
  private async voice(run: string, task: string): Promise<void> {
    const { id } = (await this.act('POST /v1/runs/:id/voice-sessions', 'technician', undefined, [run])).body;
    const back = await this.api.post(`/v1/voice-sessions/${id}/words`, 'technician', { words: 'pause' });
    await this.act('POST /v1/voice-sessions/:id/words', 'technician', { words: 'yes', confirms: back.body.confirm.token }, [id]);
    for (const [route, of] of [
      ['POST /v1/voice-sessions/:id/turns', id],
      ['POST /v1/tasks/:id/voice', task],
    ] as const) {
      await this.api.post(`/v1/runs/${run}/resume`, 'technician');
      this.bench.hears.push('Stop!');
      await this.send(route, 'audio/wav', recording(route), of);
    }
    await this.api.post(`/v1/runs/${run}/resume`, 'technician');
  }

  private async protocols(): Promise<void> {
    const submit = async (version: string) =>
      (await this.act('POST /v1/protocols', 'scientist', warmShake(version), [], 'application/yaml')).body.hash as string;
    const signed = (as: string, words: object) => ({ ...words, credential: this.api.keyOf(as) });
    const approved = await submit('1.0.0');
    await this.act('POST /v1/protocols/:hash/approve', 'reviewer', signed('reviewer', { meaning: 'I have read it' }), [approved]);
    await this.act('POST /v1/protocols/:hash/revoke', 'reviewer', signed('reviewer', { reason: 'another dye' }), [approved]);
    await this.act('POST /v1/protocols/:hash/reject', 'reviewer', signed('reviewer', { reason: 'too warm' }), [await submit('1.0.1')]);
    const held = warmShake('1.0.2').replace(/^title: .*$/m, 'title: A plate beside one of Yersinia pestis');
    const { hash } = (await this.act('POST /v1/protocols', 'scientist', held, [], 'application/yaml')).body;
    const officer = 'biosafety_officer';
    await this.act('POST /v1/protocols/:hash/release', officer, signed(officer, { reason: 'nothing of it is in the plate' }), [hash]);
  }

  private async drafts(): Promise<void> {
    const protocol = draftOf(ProtocolSchema.parse(parseProtocol(warmShake('1.0.3')).document));
    const ended = (id: string) =>
      eventually('the model is done', 60_000, async () => (await this.api.get(`/v1/drafts/${id}`)).body.status !== 'drafting');
    this.model.script({ stalls: 'at_once' }, { protocol }, { protocol });
    const { id } = (await this.act('POST /v1/drafts', 'scientist', { request: 'Warm and shake a plate' })).body;
    await eventually('the model is asked', 60_000, () => this.model.calls === 1);
    await this.act('POST /v1/drafts/:id/cancel', 'scientist', undefined, [id]);
    await this.act('POST /v1/drafts/:id/restart', 'scientist', undefined, [id]);
    await ended(id);
    await this.act('POST /v1/drafts/:id/instructions', 'scientist', { instruction: 'leave it as it is' }, [id]);
    await ended(id);
    await this.act('PATCH /v1/drafts/:id', 'scientist', [{ op: 'replace', path: '/title', value: 'A plate that is warmed' }], [id]);
    await this.act('POST /v1/drafts/:id/submit', 'scientist', undefined, [id]);
    const officer = 'biosafety_officer';
    const signed = { reason: 'nothing of it is in the lab', credential: this.api.keyOf(officer) };
    for (const way of ['release', 'reject'] as const) {
      const { body: held } = await this.act('POST /v1/drafts', 'scientist', { request: 'Grow Yersinia pestis' });
      await this.act(`POST /v1/drafts/:id/${way}`, officer, signed, [held.id]);
    }
  }

  private async newRun(steps: readonly object[], name: string): Promise<string> {
    const { hash } = await this.lab.approve({ name, steps });
    const bindings = JSON.stringify(steps).includes('"shaker"') ? { shaker: 'shaker-1' } : {};
    const { body } = await this.act('POST /v1/runs', 'scientist', { protocol: hash, bindings });
    await this.act('POST /v1/runs/:id/start', 'scientist', undefined, [body.id]);
    await this.hands.pump();
    return body.id as string;
  }

  private async runs(): Promise<void> {
    const load = { ...move('load', 'shaker'), evidence: [{ kind: 'photo', expect: 'a plate in the clamp' }] };
    const run = await this.newRun([load, warm, move('unload', 'bench')], 'spec-run');
    await this.act('PATCH /v1/runs/:id/priority', 'technician', { priority: 5, reason: 'urgent' }, [run]);
    await this.act('POST /v1/runs/:id/pause', 'scientist', undefined, [run]);
    await this.act('POST /v1/runs/:id/resume', 'scientist', undefined, [run]);
    await this.hands.play(run, 'load');
    const { id: task, evidence } = await this.hands.task(run, 'load');
    await this.act('POST /v1/tasks/:id/claim', 'technician', undefined, [task]);
    await this.act('POST /v1/tasks/:id/release', 'technician', undefined, [task]);
    await this.act('POST /v1/tasks/:id/claim', 'technician', undefined, [task]);
    await this.voice(run, task);
    const { photo } = await this.send('POST /v1/tasks/:id/photos', 'image/png', drawnPng(9, 9), task);
    const brought = evidence.map(({ id, kind }) => ({ id, value: kind === 'photo' ? photo : true }));
    await this.act('POST /v1/tasks/:id/complete', 'technician', { evidence: brought }, [task]);
    const { body } = await this.api.get(`/v1/runs/${run}`);
    const plate = body.labware[0].id as string;
    await this.act('POST /v1/labware/:id/mask', 'scientist', { wells: ['B1'], reason: 'bubble' }, [plate]);
    await this.act('POST /v1/labware/:id/unmask', 'scientist', { wells: ['B1'], reason: 'gone' }, [plate]);
    await this.act('POST /v1/runs/:id/cancel', 'scientist', { reason: 'enough' }, [run]);
    await this.settle(run);
    await this.act('POST /v1/labware/:id/moved', 'technician', { to: 'waste' }, [plate]);
  }

  /** A failed step is answered in each of the three ways that there are. */
  private async trouble(): Promise<void> {
    for (const way of ['step', 'task', 'run'] as const) {
      const run = await this.newRun([move('load', 'shaker'), warm, move('unload', 'bench')], `spec-trouble-${way}`);
      await this.hands.play(run, 'warm');
      const step = await this.hands.step(run, 'warm');
      await this.hands.claim(step);
      const error = new LabError('DRIVER_DEVICE_BUSY', 'the latch is jammed', { instrument: 'shaker-1', outcome: 'failed' });
      const ref = { runId: run, stepInstanceId: step.id, attempt: step.attempt, actor: 'agent:bench-1' };
      await this.api.database.transaction((tx) => troubleStep(tx, ref, error));
      const note = 'looked at it';
      if (way === 'step') await this.act('POST /v1/steps/:id/answer', 'technician', { choice: 'skip', note }, [step.id]);
      if (way === 'run') await this.act('POST /v1/runs/:id/answer', 'technician', { choice: 'skip', note }, [run]);
      if (way === 'task') {
        const [task] = await this.api.database.query<{ id: string }>(
          `select id from lab.operator_tasks where run_id = $1 and kind = 'recovery' and status = 'open'`,
          [run],
        );
        await this.act('POST /v1/tasks/:id/recover', 'technician', { choice: 'skip', note }, [task?.id ?? '']);
      }
      await this.act('POST /v1/runs/:id/cancel', 'scientist', { reason: 'enough' }, [run]);
      await this.settle(run);
    }
  }

  private async consult(): Promise<void> {
    this.hands.reads.set('read', [{ B1: 0.5, B2: 0.5 }]);
    const run = await this.newRun([move('load', 'reader'), read, ask, move('unload', 'bench')], 'spec-ask');
    await this.hands.play(run);
    const { id } = await this.hands.task(run, 'ask');
    await this.act('POST /v1/tasks/:id/claim', 'scientist', undefined, [id]);
    await this.act('POST /v1/tasks/:id/answer', 'scientist', { choice: 'continue', adjust: {}, note: 'dense enough' }, [id]);
    // There is no model here; that somebody asked is an act all the same.
    await this.act('POST /v1/questions', 'scientist', { text: 'What is in the lab?' });
    await this.act('POST /v1/runs/:id/questions', 'scientist', { text: 'Is it dense enough?' }, [run]);
    await this.act('POST /v1/runs/:id/cancel', 'scientist', { reason: 'enough' }, [run]);
    await this.settle(run);
  }

  /** The instruments are free again, as if the run had been cleared away. */
  private async settle(run: string): Promise<void> {
    const { database } = this.api;
    await database.query(
      `update lab.runs set status = 'cancelled', state = jsonb_set(state, '{status}', '"cancelled"'), ended_at = now() where id = $1`,
      [run],
    );
    await database.query(
      `update lab.step_instances set status = 'cancelled' where run_id = $1 and status not in ('succeeded', 'skipped', 'failed')`,
      [run],
    );
    await database.query(`update lab.reservations set released_at = now() where run_id = $1`, [run]);
    await database.query(`update lab.labware set place_id = 'bench' where run_id = $1`, [run]);
  }

  private async instruments(): Promise<void> {
    const engineer = 'automation_engineer';
    const at = ['shaker-1'];
    const reason = 'spec';
    const { body: shown } = await this.api.get('/v1/instruments/shaker-1');
    const registration = { id: 'spare-1', driver: shown.driver, url: 'serial:///dev/spare', simulated: true };
    await this.act('POST /v1/instruments', engineer, registration);
    await this.act('PATCH /v1/instruments/:id', engineer, { location: 'bench 3' }, at);
    await this.act('POST /v1/instruments/:id/test', engineer, undefined, at);
    await this.act('POST /v1/instruments/:id/pause', 'technician', { reason }, at);
    await this.act('POST /v1/instruments/:id/resume', 'technician', { reason }, at);
    await this.act('POST /v1/instruments/:id/service', 'technician', { to: 'quarantined', reason }, at);
    await this.act('POST /v1/instruments/:id/service', 'technician', { to: 'available', reason }, at);
    await this.act('POST /v1/instruments/:id/manual', 'technician', { reason }, at);
    await this.act('POST /v1/instruments/:id/manual/do', 'technician', { verb: 'ensureStopped', parameters: {}, reason }, at);
    await this.api.database.query(`update lab.agent_requests set status = 'done', finished_at = now() where status = 'pending'`);
    await this.act('POST /v1/instruments/:id/manual/end', 'technician', { places: EMPTY, reason }, at);
    await this.act('POST /v1/instruments/:id/retire', engineer, { reason }, ['spare-1']);
    const fleet = {
      schema: 'labwright.dev/fleet/v1',
      instruments: [{ id: 'spare-2', driver: shown.driver, url: 'serial:///dev/spare-2', simulated: true }],
    };
    await this.act('POST /v1/fleet/apply', engineer, fleet);
    await this.act('POST /v1/estop', 'scientist', { reason: 'a spill' });
    await this.act('POST /v1/estop/rearm', 'technician', { instruments: [{ id: 'shaker-1', places: EMPTY }], note: 'all dry' });
  }
}

const changing = Object.keys(routeAccess).filter((route) => !route.startsWith('GET '));
const audited = Object.entries(routeActs).flatMap(([route, acts]) => ('none' in acts ? [] : [{ route, acts }]));

describe('what routes leave in the audit log', () => {
  let test: TestDatabase;
  let model: DraftingModel;
  let bench: BenchModel;
  let subject: ApiFixture;
  let story: readonly Done[];
  let entries: readonly AuditEntry[];

  beforeAll(async () => {
    test = await openTestDatabase();
    model = await DraftingModel.open();
    bench = await BenchModel.start(model.url);
    subject = await ApiFixture.start(test.database, test.url, { testWaitMs: 50, model: bench.settings });
    const day = new EveryAct(subject, model, bench);
    await day.play();
    story = day.done;
    entries = await listAudit(test.database, { after: 0, limit: 10_000 });
  }, 180_000);
  afterAll(async () => {
    await subject.stop();
    await bench.stop();
    await model.close();
    await test.drop();
  });

  it('names every route that is not for reading alone, and no other', () => {
    expect(Object.keys(routeActs).toSorted()).toEqual(changing.toSorted());
  });

  it.each(audited)(
    'when $route changes something, there is an entry of who did it, by which key and in which request',
    ({ route, acts }) => {
      const calls = story.filter((each) => each.route === route);
      expect(calls).not.toEqual([]);
      for (const { requestId, as } of calls) {
        const own = entries.filter((entry) => entry.requestId === requestId);
        expect(own.map(({ act }) => act).filter((act) => acts.some((each) => each === act))).not.toEqual([]);
        // What the lab itself does about it, such as holding what was submitted, is under its own name.
        for (const entry of own.filter(({ actorKind, act }) => actorKind !== 'system' || acts.some((each) => each === act))) {
          expect(entry).toMatchObject({ actor: `user:${as}`, actorKind: 'user' });
          // Whoever comes in by a password, or by a link, has no credential yet.
          if (routeAccess[route] !== 'public') expect(entry.credential).toMatch(/^(?:key|session):[0-9a-f-]{36}$/);
          expect(entry.subjectId).not.toBe('');
        }
      }
    },
  );

  it('has no secret, and is one chain', () => {
    const chain = new ChainCheck();
    for (const entry of entries) chain.add(entry);
    expect(chain.end()).toBeNull();
    expect(JSON.stringify(entries)).not.toMatch(/lw_[\w-]{20}/);
    expect(entries.map(({ act }) => act).filter((act) => !AuditAct.some((each) => each === act))).toEqual([]);
  });

  it('is read page by page by reviewers and admins', async () => {
    const { status, body } = await subject.get('/v1/audit?limit=3', 'reviewer');
    expect(status).toBe(200);
    expect(body).toEqual({ items: entries.slice(0, 3), next: '3' });
    const filtered = await subject.get('/v1/audit?act=lot.registered&actor=user:technician', 'admin');
    expect(filtered.body.items).toEqual(entries.filter(({ act }) => act === 'lot.registered'));
    const last = entries.at(-1);
    expect((await subject.get('/v1/audit/head', 'admin')).body).toEqual({ sequence: last?.sequence, hash: last?.hash, protected: true });
    expect((await subject.get('/v1/audit?after=x', 'admin')).status).toBe(422);
    expect((await subject.get('/v1/audit?act=ate', 'admin')).status).toBe(422);
  });

  it('when the same request comes again and changes nothing, has nothing new', async () => {
    const before = (await subject.get('/v1/audit/head', 'admin')).body;
    await subject.post('/v1/lots', 'technician', { material: 'LB', lot: 'L-1' });
    expect((await subject.get('/v1/audit/head', 'admin')).body).toEqual(before);
  });
});
