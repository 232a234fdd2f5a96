import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { offerPolicy } from '@labwright/execution';
import { openTestDatabase, type TestDatabase } from '@labwright/testing';
import { ApiFixture, type Reply } from '../fixtures/api-fixture';
import { addShaker, warmShake } from '../fixtures/warm-shake';
import { PolicyFile } from '../policy/policy-file';

jest.setTimeout(60_000);

const POLICY = 'schema: labwright.dev/policy/v1\n';
const REASON = { reason: 'I have looked at it' };

describe('what screening holds', () => {
  let test: TestDatabase;
  let subject: ApiFixture;
  let patch = 0;

  beforeAll(async () => {
    test = await openTestDatabase();
    subject = await ApiFixture.start(test.database, test.url);
    await addShaker(subject);
    await subject.principal('author-officer', 'scientist', 'biosafety_officer');
  });
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  /** A protocol of its own whose text is changed. */
  const submit = (change: (text: string) => string, as = 'scientist'): Promise<Reply> =>
    subject.post('/v1/protocols', as, change(warmShake(`1.0.${patch++}`)), { type: 'application/yaml' });
  const titled = (title: string) => (text: string) => text.replace('title: Warm and shake a plate of coloured water', `title: ${title}`);
  const withOrganism = (name: string) => (text: string) => text.replace('organisms: []', `organisms: [{ name: ${name}, riskGroup: 1 }]`);
  const atLevelTwo = (text: string) =>
    text
      .replace('level: 1', 'level: 2')
      .replace('type: plate-96-clear-flat }', 'type: plate-96-clear-flat, cover: foil-seal }')
      .replaceAll('    role: technician', '    role: technician\n    ppe: [gloves, lab coat]');
  const holds = async (query = ''): Promise<readonly { hash: string; findings: { rule: string }[]; decision: object | null }[]> =>
    (await subject.get(`/v1/screening/holds${query}`)).body.items;
  const events = async (type: string) =>
    test.database.query<{ data: Record<string, unknown> }>('select data from lab.events where type = $1 order by id', [type]);
  const approve = (hash: string, as = 'reviewer') => subject.sign(`/v1/protocols/${hash}/approve`, as, { meaning: 'I have read it' });

  it('when a listed name is in a protocol, stores it as held, with what was found by which rule and list, and tells it', async () => {
    const { status, body } = await submit(titled('Growth of Y. pestis'));
    expect({ status, state: body.status }).toEqual({ status: 201, state: 'held_biosafety' });
    expect(body.diagnostics.filter((d: { severity: string }) => d.severity === 'error')).toMatchObject([
      { code: 'E_BIOSAFETY_HOLD', path: '/title', fixableByModel: false },
      { code: 'E_BIOSAFETY_HOLD', path: '/title', fixableByModel: false },
    ]);
    const hold = (await holds()).find(({ hash }) => hash === body.hash);
    expect(hold).toMatchObject({
      title: 'Growth of Y. pestis',
      author: { name: 'scientist' },
      decision: null,
      lists: expect.arrayContaining(['us-select-agents@2025-01-16']),
      findings: [
        { rule: 'listed-name.bacterium', list: 'australia-group-human-animal', path: '/title', severity: 'hold' },
        { rule: 'listed-name.bacterium', list: 'us-select-agents', version: '2025-01-16', path: '/title', severity: 'hold' },
      ],
    });
    const told = await events('protocol.held');
    expect(told.at(-1)?.data).toMatchObject({ hash: body.hash, findings: 2, rules: ['listed-name.bacterium'] });
  });

  it('when it is held, cannot be approved or run, and only the officer decides, never the author', async () => {
    const { body } = await submit(titled('Growth of B. anthracis'), 'author-officer');
    const release = (as: string) => subject.sign(`/v1/protocols/${body.hash}/release`, as, REASON);
    expect(await approve(body.hash)).toMatchObject({ status: 409, body: { code: 'STATE_EVENT_NOT_ALLOWED' } });
    expect(await subject.post('/v1/runs', 'scientist', { protocol: body.hash })).toMatchObject({ status: 422 });
    for (const role of ['scientist', 'reviewer', 'admin', 'technician'])
      expect(await release(role)).toMatchObject({ status: 403, body: { code: 'ACCESS_FORBIDDEN' } });
    expect(await release('author-officer')).toMatchObject({ status: 403, body: { code: 'ACCESS_SELF_APPROVAL' } });
    expect(await subject.sign(`/v1/protocols/${body.hash}/reject`, 'reviewer', REASON)).toMatchObject({
      status: 403,
      body: { context: { needed: ['biosafety_officer'] } },
    });
    expect((await subject.get(`/v1/protocols/${body.hash}`)).body.status).toBe('held_biosafety');
  });

  it('when the officer releases it, goes into review, says so beside every finding, and can be approved and run', async () => {
    const { hash } = (await submit(titled('Growth of F. tularensis'))).body;
    expect(await subject.sign(`/v1/protocols/${hash}/release`, 'biosafety_officer', REASON)).toMatchObject({
      status: 200,
      body: { status: 'in_review' },
    });
    expect((await holds()).map((each) => each.hash)).not.toContain(hash);
    expect((await holds('?all=true')).find((each) => each.hash === hash)?.decision).toMatchObject({
      decision: 'released',
      reason: REASON.reason,
      by: { name: 'biosafety_officer' },
      signedHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    // What had a finding needs a second person.
    expect(await approve(hash)).toMatchObject({ status: 201 });
    expect(await subject.post('/v1/runs', 'scientist', { protocol: hash })).toMatchObject({
      status: 409,
      body: { code: 'APPROVAL_MISSING' },
    });
    expect(await approve(hash, 'biosafety_officer')).toMatchObject({ status: 201 });
    expect((await subject.post('/v1/runs', 'scientist', { protocol: hash })).status).toBe(201);
    expect((await events('protocol.released')).at(-1)?.data).toEqual({ hash, reason: REASON.reason });
    expect(await subject.sign(`/v1/protocols/${hash}/release`, 'biosafety_officer', REASON)).toMatchObject({ status: 409 });
  });

  it('when the officer rejects it, is rejected for good', async () => {
    const { hash } = (await submit(titled('Purification of ricin'))).body;
    const reject = () => subject.sign(`/v1/protocols/${hash}/reject`, 'biosafety_officer', REASON);
    expect(await reject()).toMatchObject({ status: 200, body: { status: 'rejected' } });
    expect((await reject()).status).toBe(403);
    expect(await subject.sign(`/v1/protocols/${hash}/release`, 'biosafety_officer', REASON)).toMatchObject({ status: 409 });
  });

  it('when another procedure mends it, refuses it with the way out instead of holding it', async () => {
    const { status, body } = await submit((text) =>
      text.replace('Put the plate on the heater-shaker.', 'Pour the bleach into the acid waste, then put the plate on the heater-shaker.'),
    );
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'PROTOCOL_DOES_NOT_COMPILE' });
    expect(body.diagnostics).toContainEqual(
      expect.objectContaining({
        code: 'E_SAFETY',
        path: '/steps/0/instruction',
        message: expect.stringContaining('chlorine'),
        fixableByModel: true,
      }),
    );
  });

  it('when a text cannot be compiled, is screened all the same', async () => {
    const { status, body } = await submit((text) =>
      titled('Growth of Y. pestis')(text).replace('duration: { value: 2, unit: min }', 'duration: briefly'),
    );
    expect(status).toBe(422);
    const codes = body.diagnostics.map((d: { code: string }) => d.code);
    expect(codes).toEqual(expect.arrayContaining(['E_BIOSAFETY_HOLD']));
    expect(codes.some((code: string) => code !== 'E_BIOSAFETY_HOLD')).toBe(true);
  });

  it('when the policy of the site changes, holds at the approval and at the run what was allowed before, and the officer releases that', async () => {
    const allowing = `${POLICY}allow: { organisms: [{ name: Bacillus pumilus, strains: any }] }`;
    const before = (await submit(withOrganism('Bacillus pumilus'))).body;
    expect(before.status).toBe('held_biosafety');
    expect(await offerPolicy(test.database, allowing, 'spec')).toMatchObject({ accepted: true, changed: true });
    const { hash, status } = (await submit(withOrganism('Bacillus pumilus'))).body;
    expect(status).toBe('in_review');
    const other = (await submit(withOrganism('Bacillus pumilus'))).body.hash as string;
    expect((await approve(hash)).status).toBe(201);
    await offerPolicy(test.database, POLICY, 'spec');
    for (const refused of [await approve(other), await subject.post('/v1/runs', 'scientist', { protocol: hash })]) {
      expect(refused).toMatchObject({ status: 422, body: { code: 'PROTOCOL_DOES_NOT_COMPILE' } });
      expect(refused.body.diagnostics).toContainEqual(
        expect.objectContaining({ code: 'E_BIOSAFETY_HOLD', path: '/biosafety/organisms/0/name', severity: 'error' }),
      );
    }
    expect(await subject.sign(`/v1/protocols/${hash}/release`, 'biosafety_officer', REASON)).toMatchObject({
      status: 200,
      body: { status: 'approved' },
    });
    expect(await subject.post('/v1/runs', 'scientist', { protocol: hash })).toMatchObject({
      status: 409,
      body: { code: 'APPROVAL_MISSING', detail: expect.stringContaining('it needs 2 different approvers, and has 1') },
    });
    expect(await approve(hash, 'biosafety_officer')).toMatchObject({ status: 201 });
    expect((await subject.post('/v1/runs', 'scientist', { protocol: hash })).status).toBe(201);
  });

  it('when the policy changes after a run was made, holds it at its start', async () => {
    const allowing = `${POLICY}allow: { organisms: [{ name: Bacillus pumilus, strains: any }] }`;
    await offerPolicy(test.database, allowing, 'spec');
    const { hash } = (await submit(withOrganism('Bacillus pumilus'))).body;
    await approve(hash);
    const { body: run } = await subject.post('/v1/runs', 'scientist', { protocol: hash });
    await offerPolicy(test.database, POLICY, 'spec');
    expect(await subject.post(`/v1/runs/${run.id}/start`, 'scientist')).toMatchObject({
      status: 422,
      body: { code: 'PROTOCOL_DOES_NOT_COMPILE' },
    });
    expect((await subject.get(`/v1/runs/${run.id}`)).body.status).toBe('ready');
  });

  it('when work is at level 2, takes two people, one of them a biosafety officer', async () => {
    await offerPolicy(test.database, `${POLICY}biosafetyLevel: 2\n`, 'spec');
    const { hash, status } = (await submit(atLevelTwo)).body;
    expect(status).toBe('in_review');
    const run = () => subject.post('/v1/runs', 'scientist', { protocol: hash });
    await subject.principal('second-reviewer', 'reviewer');
    for (const as of ['reviewer', 'second-reviewer']) expect((await approve(hash, as)).status).toBe(201);
    expect(await run()).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('a biosafety officer has to be among its approvers') },
    });
    expect((await approve(hash, 'biosafety_officer')).status).toBe(201);
    expect((await run()).status).toBe(201);
    await offerPolicy(test.database, POLICY, 'spec');
  });

  it('when a note has a finding, writes it down and tells it, and changes nothing else', async () => {
    const lot = { material: 'IPTG', lot: 'A-1', note: 'Got spores of Bacillus anthracis from the freezer.' };
    expect((await subject.post('/v1/lots', 'technician', lot)).status).toBe(201);
    expect((await subject.get('/v1/screening/texts', 'technician')).status).toBe(403);
    const { items } = (await subject.get('/v1/screening/texts', 'biosafety_officer')).body;
    expect(items).toMatchObject([{ subject: 'note', actor: 'user:technician', run: null, findings: [{ list: 'us-select-agents' }, {}] }]);
    expect((await events('screening.found')).at(-1)?.data).toMatchObject({ screening: items[0].id, rules: ['listed-name.bacterium'] });
  });

  describe('the policy file', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'labwright-policy-'));
    const file = path.join(folder, 'policy.yaml');
    const warned: string[] = [];
    const policyFile = () =>
      new PolicyFile({ database: test.database, file, log: () => undefined, warn: (line) => warned.push(line), everyMs: 60_000 });
    const shown = async () => (await subject.get('/v1/policy')).body;
    afterAll(() => rmSync(folder, { recursive: true }));

    it('when it changes, is in force after two looks; when it is wrong, the one before stays and the record says why', async () => {
      writeFileSync(file, `${POLICY}biosafetyLevel: 2\n`);
      const file1 = await policyFile().start();
      // Its own looks are over; those of the spec follow.
      await file1.stop();
      const first = await shown();
      expect(first).toMatchObject({ builtin: false, policy: { biosafetyLevel: 2, calibration: 'warn', approvals: { days: 30 } } });
      writeFileSync(file, `${POLICY}biosafetyLevel: 2\ncalibration: block\n`);
      await file1.look();
      expect(await shown()).toEqual(first);
      await file1.look();
      const second = await shown();
      expect(second.policy.calibration).toBe('block');
      expect(second.version).not.toBe(first.version);
      expect((await events('policy.accepted')).at(-1)?.data).toEqual({ origin: file, version: second.version });

      writeFileSync(file, `${POLICY}biosafetyLevel: 3\nlimit: {}\n`);
      for (let look = 0; look < 4; look++) await file1.look();
      expect(await shown()).toEqual(second);
      const refused = await events('policy.refused');
      expect(refused).toHaveLength(1);
      expect(refused[0]?.data).toMatchObject({
        origin: file,
        faults: [expect.stringContaining('biosafetyLevel'), expect.stringContaining('limit')],
      });
      expect(warned.join()).toContain('the policy before stays in force');

      rmSync(file);
      for (let look = 0; look < 3; look++) await file1.look();
      expect(await shown()).toEqual(second);
      expect(warned.filter((line) => line.includes('cannot be read'))).toHaveLength(1);
    });

    it('when it is wrong at the start, the policy before stays in force', async () => {
      writeFileSync(file, 'schema: something/else\n');
      const before = await shown();
      const started = await policyFile().start();
      await started.stop();
      expect(await shown()).toEqual(before);
      expect(warned.at(-1)).toContain(`the policy before (${before.version.slice(0, 12)}) stays in force`);
    });

    it('when no policy was ever given and the file is wrong, does not start', async () => {
      const empty = await openTestDatabase();
      try {
        const fresh = new PolicyFile({ database: empty.database, file, log: () => undefined, warn: () => undefined });
        await expect(fresh.start()).rejects.toMatchObject({ code: 'SETTING_INVALID', message: expect.stringContaining('schema') });
      } finally {
        await empty.drop();
      }
    });

    it('bounds set points and the length of a run', async () => {
      await offerPolicy(test.database, `${POLICY}limits: { temperature: { value: 42, unit: Cel }, run: { value: 1, unit: min } }`, 'spec');
      const { status, body } = await submit((text) => text);
      expect(status).toBe(422);
      expect(body.diagnostics.filter((d: { code: string }) => d.code === 'E_SAFETY')).toMatchObject([
        { path: '/steps', message: expect.stringContaining('0.02 h') },
        { path: '/steps/1', message: expect.stringContaining('45 Cel, and the policy of the lab allows 42') },
      ]);
    });
  });
});
