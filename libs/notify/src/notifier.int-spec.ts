import {
  createPrincipal,
  decideDraft,
  holdDraft,
  releaseProtocol,
  screenDraftTexts,
  screenGivenText,
  startRun,
  submitProtocol,
  type LateVerdict,
} from '@labwright/execution';
import {
  anchored,
  insertDraft,
  listNotifications,
  notAnchored,
  readEvents,
  recordEvents,
  type NotificationRow,
  type RunEntity,
} from '@labwright/persistence';
import { eventually, openHttpSink, openMailSink, openTestDatabase, setUpLab, type LabFixture, type TestDatabase } from '@labwright/testing';
import { acknowledgeNotification } from './acknowledge';
import { signatureOf } from './channels/webhook';
import { MOST_TRIES } from './deliver';
import { listDoubtfulPhoto } from './doubtful-photo';
import { Notifier } from './notifier';
import { readNotifyRules } from './notify-rules.schema';

const SECRET = 'shared-with-the-receiver';

describe('Notifier', () => {
  let test: TestDatabase;
  let lab: LabFixture;
  let hook: Awaited<ReturnType<typeof openHttpSink>>;
  let post: Awaited<ReturnType<typeof openMailSink>>;
  const warnings: string[] = [];
  const notifiers: Notifier[] = [];

  beforeEach(async () => {
    warnings.length = 0;
    test = await openTestDatabase();
    lab = await setUpLab(test.database);
    hook = await openHttpSink();
    post = await openMailSink('lab', 'geheim-77');
  }, 30_000);
  afterEach(async () => {
    for (const made of notifiers.splice(0)) await made.stop();
    await Promise.all([hook.close(), post.close()]);
    await test.drop();
  });

  function notifier(kinds: string): Notifier {
    const rules = readNotifyRules(
      `contacts: {bench: {mail: [bench@lab.example]}, lead: {webhook: "${hook.url}"}}
rules: [{on: [${kinds}], to: [bench, lead], escalateAfter: 5}]
lostAfter: 1`,
      'spec',
    );
    const fail = (where: string, error: Error) => warnings.push(`${where}: ${error.message}`);
    const warn = (about: string, message: string) => warnings.push(`${about}: ${message}`);
    const subject = new Notifier({ database: test.database, rules, secret: SECRET, smtpUrl: post.url, warn, onError: fail });
    notifiers.push(subject);
    return subject;
  }

  const open = (): Promise<NotificationRow[]> => listNotifications(test.database, { open: true, limit: 10 });
  const sql = (text: string, values: readonly unknown[] = []) => test.database.query(text, values);
  /** Lets the time pass until the next contact is told. */
  const timePasses = () => sql(`update lab.notifications set escalate_at = clock_timestamp() where escalate_at is not null`);
  const retriesAreDue = () => sql(`update lab.notification_messages set next_try_at = clock_timestamp() where status = 'pending'`);

  async function heldRun(reason: string): Promise<RunEntity> {
    const run = await lab.newRun();
    await sql(`update lab.runs set status = 'held' where id = $1`, [run.id]);
    await test.database.transaction((tx) =>
      recordEvents(tx, [{ type: 'run.held', actor: 'spec', runId: run.id, data: { reason, status: 'held' } }]),
    );
    // An event can be read once every older transaction of the server is over, those of other specs too.
    await eventually('the event can be read', 10_000, async () =>
      (await readEvents(test.database, { after: null, runId: run.id, limit: 100 })).some(({ type }) => type === 'run.held'),
    );
    return run;
  }

  it('when a run is held, tells the first contact once, however many dispatchers look, and says what, where and what to do', async () => {
    const [one, two] = [notifier('run_held'), notifier('run_held')];
    await one.look();
    const run = await heldRun('shaker-1 does not answer\r\nBcc: everybody@lab.example');
    await Promise.all([one.look(), two.look()]);
    await Promise.all([one.look(), two.look()]);
    expect(post.mails).toHaveLength(1);
    const [mail] = post.mails;
    expect(mail?.to).toEqual(['bench@lab.example']);
    expect(mail?.text).toMatch(/^Subject: .*Labwright.*Held/m);
    expect(mail?.text).not.toMatch(/^Bcc/m);
    const words = (mail?.text ?? '').replaceAll('=\r\n', '');
    expect(words).toContain('What happened: shaker-1 does not answer Bcc: everybody@lab.example');
    expect(words).toContain(`run ${run.id} of "Coloured water`);
    expect(words).toContain(`POST /v1/runs/${run.id}/answer`);
    expect(await open()).toMatchObject([
      { kind: 'run_held', run: run.id, messages: [{ contact: 'bench', channel: 'mail', status: 'sent', tries: 1 }] },
    ]);
    expect(hook.calls).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('when nobody acknowledges, tells the next contact, with a signature over what is sent', async () => {
    const subject = notifier('run_held');
    await subject.look();
    await heldRun('in doubt');
    await subject.look();
    await timePasses();
    await subject.look();
    expect(hook.calls).toHaveLength(1);
    const { headers, body } = hook.calls[0] ?? { headers: {}, body: '' };
    const signature = String(headers['x-labwright-signature']);
    const [, seconds] = /^t=(\d+),v1=[0-9a-f]{64}$/.exec(signature) ?? [];
    expect(signature).toBe(signatureOf(SECRET, Number(seconds), body));
    expect(JSON.parse(body)).toMatchObject({
      kind: 'run_held',
      contact: 'lead',
      level: 1,
      happened: 'in doubt',
      toDo: expect.stringContaining('answer'),
    });
    await timePasses();
    await subject.look();
    expect(hook.calls).toHaveLength(1);
    expect((await open())[0]?.nextContactAt).toBeNull();
  });

  it('when a person acknowledges, tells nobody else, and keeps who it was', async () => {
    const subject = notifier('run_held');
    await subject.look();
    await heldRun('held');
    await subject.look();
    const [{ id } = { id: '' }] = await open();
    await test.database.transaction((tx) =>
      acknowledgeNotification(tx, id, { principalId: lab.technician.id, actor: 'user:grace' }, 'I go there'),
    );
    await timePasses();
    await subject.look();
    expect(hook.calls).toEqual([]);
    const [row] = await listNotifications(test.database, { open: false, limit: 1 });
    expect(row).toMatchObject({ acknowledgedBy: { name: 'grace' }, note: 'I go there', nextContactAt: null });
    expect(await open()).toEqual([]);
  });

  it('when a photo turns out to be doubtful after its task, tells the first contact once, then the next, and lists it until somebody acknowledges', async () => {
    const run = await lab.newRun();
    const late = {
      ...{
        check: 'check-1',
        photo: 'ab'.repeat(32),
        verdict: 'unsure',
        observations: ['glare\nBcc: x'],
        role: 'technician',
        title: 'Load',
      },
      ...{ runId: run.id, stepInstanceId: null, taskId: null },
    } as unknown as LateVerdict;
    await test.database.transaction((tx) => listDoubtfulPhoto(tx, late));
    expect(await open()).toMatchObject([{ kind: 'photo_doubtful', run: run.id, messages: [] }]);
    const subject = notifier('photo_doubtful');
    for (let i = 0; i < 2; i++) await subject.look();
    expect(post.mails).toHaveLength(1);
    expect(post.mails[0]?.text.replaceAll('=\r\n', '')).toContain('It says: glare Bcc: x. A technician has to look');
    await timePasses();
    await subject.look();
    expect(hook.calls).toHaveLength(1);
    expect(await open()).toHaveLength(1);
  });

  it('when the audit log cannot be anchored, tells it once, and no longer when it can again', async () => {
    const subject = notifier('audit_unanchored');
    for (const problem of ['it answered 503', 'no answer']) {
      await notAnchored(test.database, 'https://anchors.example/lab', problem);
      await subject.look();
    }
    expect(post.mails).toHaveLength(1);
    expect(await open()).toMatchObject([
      { kind: 'audit_unanchored', happened: expect.stringContaining('https://anchors.example/lab: it answered 503') },
    ]);
    await anchored(test.database, 'https://anchors.example/lab', 7);
    await subject.look();
    expect(await open()).toEqual([]);
  });

  it('when its reason is over before that, tells nobody else', async () => {
    const subject = notifier('run_held');
    await subject.look();
    const run = await heldRun('held');
    await subject.look();
    await sql(`update lab.runs set status = 'running' where id = $1`, [run.id]);
    await timePasses();
    await subject.look();
    expect([await open(), hook.calls]).toEqual([[], []]);
  });

  it('when the mail server is away, tries again later under the same id, and at last tells the next contact', async () => {
    const { port } = post;
    await post.close();
    const subject = notifier('run_held');
    await subject.look();
    await heldRun('held');
    await subject.look();
    const [row] = await open();
    expect(row?.messages).toMatchObject([{ status: 'pending', tries: 1, error: expect.stringContaining(String(port)) }]);
    await subject.look();
    expect((await open())[0]?.messages).toMatchObject([{ tries: 1 }]);
    for (let tries = 2; tries <= MOST_TRIES; tries++) {
      await retriesAreDue();
      await subject.look();
    }
    expect((await open())[0]?.messages).toMatchObject([{ status: 'failed', tries: MOST_TRIES }]);
    hook.refuse = 1;
    await subject.look();
    await retriesAreDue();
    await subject.look();
    expect(hook.calls.map(({ headers }) => headers['x-labwright-delivery'])).toEqual([
      expect.any(String),
      hook.calls[0]?.headers['x-labwright-delivery'],
    ]);
    expect((await open())[0]?.messages.at(-1)).toMatchObject({ contact: 'lead', status: 'sent', tries: 2 });
    expect(JSON.stringify(warnings)).not.toContain('geheim-77');
  });

  it('when a dispatcher dies with a message in its hands, another one sends it', async () => {
    const subject = notifier('run_held');
    await subject.look();
    await heldRun('held');
    await post.close();
    await subject.look();
    post = await openMailSink('lab', 'geheim-77');
    await sql(`update lab.notification_messages set next_try_at = clock_timestamp() - interval '1 second', last_error = null`);
    await notifier('run_held').look();
    expect(post.mails).toHaveLength(1);
  });

  it('when a task opens without a due time it is due, and when its time is over it is overdue; each told once', async () => {
    const subject = notifier('task_due, task_overdue');
    await subject.look();
    const run = await lab.newRun();
    await test.database.transaction((tx) => startRun(tx, run.id, 'user:ada'));
    const [step] = await test.database.query<{ id: string }>(`select id from lab.step_instances where run_id = $1 and step_id = 'load'`, [
      run.id,
    ]);
    await sql(
      `insert into lab.operator_tasks (run_id, step_instance_id, attempt, status, role, title, instruction, moves, evidence, opened_lab)
       values ($1, $2, 1, 'open', 'technician', 'Load the plate', 'Put the plate on.', '[]', '[]', lab.lab_now())`,
      [run.id, step?.id],
    );
    await subject.look();
    await subject.look();
    await sql(`update lab.operator_tasks set due_lab = lab.lab_now() - interval '1 minute'`);
    await subject.look();
    await subject.look();
    expect((await open()).map(({ kind, title }) => [kind, title])).toEqual([
      ['task_overdue', 'Overdue: Load the plate'],
      ['task_due', 'Due: Load the plate'],
    ]);
    expect(post.mails).toHaveLength(2);
    await sql(`update lab.operator_tasks set status = 'completed'`);
    await subject.look();
    expect(await open()).toEqual([]);
  });

  it('when an instrument is away for too long, or its bench agent is dead, tells it once, and again only when it was back', async () => {
    const subject = notifier('instrument_lost');
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    await sql(`update lab.leases set expires_at = clock_timestamp() + interval '1 hour'`);
    await subject.look();
    expect(await open()).toEqual([]);
    await sql(`update lab.leases set expires_at = clock_timestamp() - interval '5 seconds'`);
    await subject.look();
    await subject.look();
    expect(await open()).toMatchObject([
      { kind: 'instrument_lost', instrument: 'shaker-1', happened: expect.stringContaining('bench-1 has said nothing') },
    ]);
    await sql(`update lab.leases set expires_at = clock_timestamp() + interval '1 hour'`);
    await subject.look();
    expect(await open()).toEqual([]);
    await sql(`update lab.notifications set created_at = now() - interval '1 hour'`);
    await sql(`update lab.instruments set link = 'offline', link_reason = 'no reply'`);
    await sql(`update lab.instruments set offline_since = clock_timestamp() - interval '5 seconds', link = 'offline'`);
    await subject.look();
    expect(await open()).toMatchObject([{ title: 'Lost: shaker-1', happened: expect.stringContaining('offline: no reply') }]);
    expect(post.mails).toHaveLength(2);
  });

  it('when a run ends, tells everybody at once and asks for no acknowledgement', async () => {
    const subject = notifier('run_ended');
    await subject.look();
    const run = await lab.newRun();
    await test.database.transaction((tx) =>
      recordEvents(tx, [{ type: 'run.ended', actor: 'spec', runId: run.id, data: { status: 'completed' } }]),
    );
    await subject.look();
    expect([post.mails.length, hook.calls.length, await open()]).toEqual([1, 1, []]);
  });

  it('when screening holds a protocol, tells it once, until the officer has decided; and of a text that has findings', async () => {
    const subject = notifier('biosafety_hold');
    await subject.look();
    const author = {
      principalId: (await test.database.query<{ id: string }>('select id from lab.principals limit 1'))[0]!.id,
      actor: 'user:ada',
    };
    const source = JSON.stringify({
      schema: 'labwright.dev/protocol/v1',
      name: 'held',
      version: '1.0.0',
      title: 'Growth of Y. pestis',
      biosafety: { level: 1, organisms: [] },
      steps: [{ id: 'rest', kind: 'wait', duration: { value: 1, unit: 'min' } }],
    });
    const { hash } = await test.database.transaction((tx) => submitProtocol(tx, source, author));
    const note = { subject: 'note', field: 'note', text: 'The ricin is in the second box.', actor: 'user:grace' } as const;
    await test.database.transaction((tx) => screenGivenText(tx, note));
    await eventually('both are told', 10_000, async () => {
      await subject.look();
      return (await open()).length === 2;
    });
    expect(await open()).toMatchObject([
      { kind: 'biosafety_hold', title: 'Screening: a note by user:grace', happened: expect.stringContaining('listed-name.toxin') },
      { kind: 'biosafety_hold', title: 'Held for the biosafety officer: Growth of Y. pestis', toDo: expect.stringContaining('/release') },
    ]);
    const officer = await test.database.transaction((tx) => createPrincipal(tx, 'oda', 'user', ['biosafety_officer'], 'spec'));
    const by = { principalId: officer.id, actor: 'user:oda' };
    await test.database.transaction((tx) => releaseProtocol(tx, hash, 'a lecture, no culture', by));
    await subject.look();
    expect((await open()).map(({ title }) => title)).toEqual(['Screening: a note by user:grace']);
  });

  it('when screening holds a draft, tells it until the officer has decided', async () => {
    const subject = notifier('biosafety_hold');
    await subject.look();
    const text = 'Grow Yersinia pestis';
    const draft = await test.database.transaction(async (tx) => {
      const given = { asker: lab.author.id, title: text, request: text, constraints: {}, files: [], sentences: [], runId: null };
      const id = await insertDraft(tx, { ...given, status: 'held_biosafety' });
      const findings = await screenDraftTexts(tx, [{ path: '/request', field: 'request', text }]);
      await holdDraft(tx, { draftId: id, subject: 'request', findings, actor: 'user:ada' });
      return id;
    });
    await eventually('it is told', 10_000, async () => {
      await subject.look();
      return (await open()).length === 1;
    });
    expect(await open()).toMatchObject([
      { happened: expect.stringContaining(draft), toDo: expect.stringContaining('/v1/drafts/{id}/release') },
    ]);
    const officer = await test.database.transaction((tx) => createPrincipal(tx, 'oda', 'user', ['biosafety_officer'], 'spec'));
    const by = { principalId: officer.id, actor: 'user:oda' };
    await test.database.transaction((tx) => decideDraft(tx, draft, { decision: 'rejected', reason: 'not in this lab' }, by));
    await subject.look();
    expect(await open()).toEqual([]);
  });

  it("when a model's endpoint blocks a request for biosafety, tells of it", async () => {
    const subject = notifier('biosafety_hold');
    await subject.look();
    const data = { call: 'c-1', screening: 's-1', draft: 'd-1', by: 'user:ada', rules: ['model-endpoint.bio-policy'] };
    await test.database.transaction((tx) => recordEvents(tx, [{ type: 'model.blocked', actor: 'system', data }]));
    await eventually('it is told', 10_000, async () => {
      await subject.look();
      return (await open()).length === 1;
    });
    expect(await open()).toMatchObject([
      {
        kind: 'biosafety_hold',
        title: "Stopped by the model's endpoint: a request by user:ada",
        happened: expect.stringContaining('draft d-1 under its biosafety policy (call c-1)'),
        toDo: expect.stringContaining('/v1/screening/texts'),
      },
    ]);
  });

  it('when a contact wants mail and no server is set, does not start', () => {
    const rules = readNotifyRules('contacts: {bench: {mail: [b@lab.example]}}\nrules: [{on: [run_held], to: [bench]}]', 'spec');
    const quiet = { database: test.database, warn: () => undefined, onError: () => undefined };
    expect(() => new Notifier({ ...quiet, rules, secret: null, smtpUrl: null })).toThrow(/LABWRIGHT_NOTIFY_SMTP_URL is not set/);
  });
});
