/*
 * Ways to run what nobody has approved: one's own yes, an old one, one for something else, one taken back, and rows written into the database
 * past everything. A run that is refused says so with one of the codes of approvals.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { dist } from '../api/lab.mjs';

const require = createRequire(import.meta.url);
const lib = (name) => require(path.join(dist, `libs/${name}/src`));
const REFUSED = new Set([
  'ACCESS_SELF_APPROVAL',
  'ACCESS_UNAUTHENTICATED',
  'APPROVAL_MISSING',
  'APPROVAL_EXPIRED',
  'CONFLICT',
  'STATE_EVENT_NOT_ALLOWED',
]);

const document = (version, speed = 500) => ({
  schema: 'labwright.dev/protocol/v1',
  name: 'gate',
  version,
  title: 'Coloured water is shaken',
  biosafety: { level: 1, organisms: [] },
  parameters: [{ id: 'speed', quantity: 'rotational_speed', default: { value: speed, unit: '{rpm}' }, min: 300, max: 900 }],
  labware: [{ id: 'plate', type: 'plate-96-clear-flat' }],
  steps: [
    { id: 'load', kind: 'operator', moves: [{ labware: 'plate', to: 'shaker' }] },
    {
      id: 'shake',
      kind: 'operation',
      capability: 'shaking_incubation',
      labware: 'plate',
      with: { temperature: { value: 45, unit: 'Cel' }, speed: { param: 'speed' } },
      duration: { value: 1, unit: 'min' },
    },
    { id: 'unload', kind: 'operator', moves: [{ labware: 'plate', to: 'bench' }] },
  ],
});

/** @returns {Promise<{what: string, refused: boolean, answer: string}[]>} */
export async function approvals({ url, database }) {
  const { createKey, createPrincipal } = lib('execution');
  const keys = {};
  await database.transaction(async (tx) => {
    for (const [name, ...roles] of [
      ['gate-author', 'scientist', 'reviewer'],
      ['gate-reviewer', 'reviewer'],
      ['gate-other', 'reviewer'],
    ]) {
      const { id } = await createPrincipal(tx, name, 'user', roles, 'spec');
      keys[name] = (await createKey(tx, id, 'fuzz', null, 'spec')).key;
    }
  });
  const call = async (as, method, to, body, headers = {}) => {
    const response = await fetch(url + to, {
      method,
      headers: { authorization: `Bearer ${keys[as]}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
  };
  const must = async (...given) => {
    const answer = await call(...given);
    if (answer.status >= 300) throw new Error(`${given[1]} ${given[2]}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const submit = async (version, speed) => (await must('gate-author', 'POST', '/v1/protocols', document(version, speed))).hash;
  const approval = (as, more = {}) => ({ meaning: 'I have read it', credential: keys[as], ...more });
  const approve = (hash, as = 'gate-reviewer', more = {}) => must(as, 'POST', `/v1/protocols/${hash}/approve`, approval(as, more));
  const run = (hash, parameters = {}) => ['gate-author', 'POST', '/v1/runs', { protocol: hash, parameters }];

  const tried = [];
  const attempt = async (what, ...given) => {
    const { status, body } = await call(...given);
    tried.push({ what, refused: status >= 400 && REFUSED.has(body.code), answer: `${status} ${body.code ?? ''}` });
  };

  const own = await submit('1.0.0');
  await attempt('approval of the own protocol', 'gate-author', 'POST', `/v1/protocols/${own}/approve`, approval('gate-author'));
  await attempt(
    'the same, asking for it',
    'gate-author',
    'POST',
    `/v1/protocols/${own}/approve`,
    approval('gate-author', { selfApprove: true }),
  );
  await attempt(
    'a signature with the key of somebody else',
    'gate-reviewer',
    'POST',
    `/v1/protocols/${own}/approve`,
    approval('gate-other'),
  );
  await attempt(
    'a signature with a word',
    'gate-reviewer',
    'POST',
    `/v1/protocols/${own}/approve`,
    approval('gate-reviewer', { credential: 'yes' }),
  );
  await attempt('a run of what nobody has approved', ...run(own));
  await approve(own);
  await attempt('a run with other values than those approved', ...run(own, { speed: { value: 600, unit: '{rpm}' } }));
  const edited = await submit('1.0.1');
  await attempt('a run of an edit of what was approved', ...run(edited));

  const ended = await submit('1.1.0');
  await approve(ended, 'gate-reviewer', { days: 1 });
  const ready = await must(...run(ended));
  await database.query(`update lab.reviews set expires_at = now() - interval '1 s' where protocol_hash = $1`, [ended]);
  await attempt('a run of an approval that has ended', ...run(ended));
  await attempt('the start of a run whose approval has ended meanwhile', 'gate-author', 'POST', `/v1/runs/${ready.id}/start`);

  const replayed = await submit('1.2.0');
  const key = { 'idempotency-key': 'gate-replay' };
  await must('gate-reviewer', 'POST', `/v1/protocols/${replayed}/approve`, approval('gate-reviewer'), key);
  const other = await submit('1.3.0');
  await attempt(
    'an approval sent again for another protocol',
    'gate-reviewer',
    'POST',
    `/v1/protocols/${other}/approve`,
    approval('gate-reviewer'),
    key,
  );
  await database.query(`update lab.reviews set expires_at = now() - interval '1 s' where protocol_hash = $1`, [replayed]);
  await must('gate-reviewer', 'POST', `/v1/protocols/${replayed}/approve`, approval('gate-reviewer'), key).catch(() => undefined);
  await attempt('a run of an approval that was sent again after its end', ...run(replayed));

  const taken = await submit('1.4.0');
  await approve(taken);
  const waiting = await must(...run(taken));
  await must('gate-other', 'POST', `/v1/protocols/${taken}/revoke`, { reason: 'the dye is another one', credential: keys['gate-other'] });
  await attempt('a run of an approval that was taken back', ...run(taken));
  await attempt('the start of a run whose approval was taken back', 'gate-author', 'POST', `/v1/runs/${waiting.id}/start`);
  await attempt(
    'a new approval of what was taken back',
    'gate-reviewer',
    'POST',
    `/v1/protocols/${taken}/approve`,
    approval('gate-reviewer'),
  );

  const bound = await submit('1.5.0');
  await approve(bound);
  await database.query(`update lab.instruments set simulated = false`);
  await attempt('a run on real instruments of what was approved for simulated ones', ...run(bound));
  await database.query(`update lab.instruments set simulated = true`);

  const forged = await submit('1.6.0');
  const [row] = await database.query(
    `insert into lab.runs (protocol_hash, review_id, parameters, plan, plan_hash, status, state, priority, created_by)
     select $2, review_id, parameters, jsonb_set(plan, '{protocolHash}', to_jsonb($2::text)), plan_hash, 'ready', state, 0, created_by
     from lab.runs where id = $1 returning id`,
    [ready.id, forged],
  );
  await attempt('the start of a run that was written into the database', 'gate-author', 'POST', `/v1/runs/${row.id}/start`);
  return tried;
}
