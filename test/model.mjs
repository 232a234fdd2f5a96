/*
 * npm run test:model
 * Starts the API with a scripted endpoint for its model and lets that endpoint fail in every way it can, by Responses and by Chat Completions;
 * then brings text in that gives orders. Prints a line for each: what it came to, and for text whether limits, policy, protocols, approvals,
 * plans, adjustments and rights are byte-equal before and after; that the text came to the endpoint is checked too. Exit 1 when one came to something
 * else, or when the key is in the log.
 */
import { isDeepStrictEqual } from 'node:util';
import { checkedPhoto, taskInHand } from './model/bench-injections.mjs';
import { SeededLab } from './api/seeded-lab.mjs';
import { failureModes } from './model/failure-modes.mjs';
import { injections } from './model/injections.mjs';
import { ModelLab, scriptedDrafts } from './model/model-lab.mjs';
import { ORDER } from './model/order.mjs';

const answers = scriptedDrafts();
const wrong = [];
let done = 0;

function line(title, outcome, faults) {
  done += 1;
  console.log(`  ${faults.length === 0 ? 'ok   ' : 'WRONG'} ${title.padEnd(40)} ${outcome}`);
  for (const fault of faults) {
    console.log(`        ${fault}`);
    wrong.push(`${title}: ${fault}`);
  }
}

async function fail(lab, { mode, replies, otherwise, failure, status = 'failed', errors = false, calls = 10, waitedMs = 0 }) {
  lab.script({ replies, otherwise });
  const began = performance.now();
  const draft = await lab.draft({ request: `Warm and shake a plate, case ${done}` });
  const tookMs = performance.now() - began;
  const [last] = await lab.callsOf(draft.id);
  const came = lab.endpoint.seen.length;
  const faults = [
    ...(draft.status === status ? [] : [`the draft is ${draft.status}, not ${status}`]),
    ...(last?.failure === failure ? [] : [`the call says ${last?.failure}, not ${failure}`]),
    ...(came >= 1 && came <= calls ? [] : [`${came} calls came, 1 to ${calls} were expected`]),
    ...(failure === null || draft.problem ? [] : ['the draft does not say why']),
    ...((draft.current?.errors ?? 0) > 0 === errors ? [] : [`the draft has ${draft.current?.errors ?? 0} errors`]),
    ...(tookMs >= waitedMs ? [] : [`asked again after ${tookMs.toFixed(0)} ms, not after ${waitedMs} ms`]),
  ];
  const said = last?.message ? `; ${last.message.slice(0, 110)}` : '';
  line(mode, `${draft.status}, ${last?.failure ?? 'answered'}, ${came} call(s)${said}`, faults);
}

async function inject(lab, { channel, prepare, put, reached = () => [ORDER], holds = false }) {
  const made = await prepare?.(lab);
  lab.script({ otherwise: { says: { text: answers.tooHot } } });
  const before = await lab.kept();
  const runsBefore = await lab.runs();
  const outcome = await put(lab, made);
  const after = await lab.kept();
  const runsAfter = await lab.runs();
  const changed = Object.keys(before).filter((name) => before[name] !== after[name]);
  const expected = holds ? { ...runsBefore, [made.id]: 'held' } : runsBefore;
  const missing = reached(made).filter((part) => !lab.endpoint.seen.some(({ text }) => text.includes(part)));
  line(channel, `${outcome}, ${changed.length === 0 ? 'all byte-equal' : 'changed'}`, [
    ...changed.map((name) => `${name} changed`),
    ...(isDeepStrictEqual(runsAfter, expected) ? [] : ['other runs, or other states of runs']),
    ...missing.map((part) => `"${part.slice(0, 60)}" did not reach the endpoint`),
  ]);
}

/** A model that takes no pictures: the lab says so, a check says why nobody looked, and the person goes on. */
async function withoutImages(lab) {
  const made = await taskInHand(lab);
  const { body } = await lab.call('GET', '/v1/model');
  lab.script({
    otherwise: {
      status: 400,
      body: { error: { code: 'unsupported_value', message: 'this model takes no images', type: 'x', param: null } },
    },
  });
  const check = await checkedPhoto(lab, made);
  const evidence = [
    { id: 'photo', value: check.photo },
    { id: 'confirm', value: true },
  ];
  const completed = await lab.call('POST', `/v1/tasks/${made.task}/complete`, { evidence }, 'technician');
  line('a model without images', `check ${check.status}, task ${completed.body.status}; ${check.problem.slice(0, 110)}`, [
    ...(body.can?.images === false ? [] : [`GET /v1/model says ${JSON.stringify(body.can)}`]),
    ...(check.status === 'unavailable' && check.verdict === null && check.problem ? [] : [`the check is ${JSON.stringify(check)}`]),
    ...(completed.body.status === 'completed' ? [] : [`the task is not completed: ${JSON.stringify(completed.body).slice(0, 200)}`]),
  ]);
}

async function unreachable(lab) {
  await lab.endpoint.close();
  const draft = await lab.draft({ request: 'Warm and shake a plate, nobody there' });
  const [last] = await lab.callsOf(draft.id);
  const { body } = await lab.call('GET', '/v1/model');
  const runs = await lab.call('GET', '/v1/runs');
  const faults = [
    ...(last?.failure === 'unreachable' ? [] : [`the call says ${last?.failure}`]),
    ...(body.reachable === false ? [] : ['GET /v1/model says that it can be reached']),
    ...(runs.status === 200 ? [] : ['the rest of the lab does not go on']),
  ];
  line('endpoint down', `${draft.status}, ${last?.failure}; ${last?.message.slice(0, 110)}`, faults);
}

const begun = performance.now();
const seeded = await SeededLab.start();
const { postgres, database, keys } = seeded;
const labs = [];
try {
  for (const api of ['responses', 'chat_completions']) {
    const lab = await ModelLab.start(postgres, database, keys, api);
    labs.push(lab);
    console.log(`\nfailures, by ${api}`);
    for (const mode of failureModes(answers)) if ((mode.only ?? api) === api) await fail(lab, mode);
    if (api === 'responses') {
      console.log('\ntext that gives orders');
      for (const injection of injections) await inject(lab, injection);
      console.log('');
    }
    await unreachable(lab);
    if (lab.process.log.includes(lab.hidden)) wrong.push(`the log of the API by ${api} has the key in it`);
    wrong.push(...lab.process.broken);
  }
  const blind = await ModelLab.start(postgres, database, keys, 'responses', { images: false });
  labs.push(blind);
  console.log('\nabilities, by responses');
  await withoutImages(blind);
} finally {
  for (const lab of labs) await lab.stop();
  await seeded.stop();
}
for (const fault of wrong) console.log(`  wrong: ${fault}`);
console.log(`\n${done} cases, ${wrong.length} wrong, ${((performance.now() - begun) / 1000).toFixed(0)} s`);
process.exit(wrong.length > 0 ? 1 : 0);
