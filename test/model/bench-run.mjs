/* Runs of the lab of these tests: made and started by the API, and gone on with by the hands of specs where nobody else works. */
import { built } from '../bench/built.mjs';

const { LabHands } = built('libs/testing/src');
const WAIT_MS = 60_000;
const quantity = (value, unit) => ({ value, unit });
/** Instruments that no other run has. */
const BINDINGS = { reader: 'spare-2' };
const move = (id, to) => ({ id, kind: 'operator', role: 'technician', moves: [{ labware: 'plate', to }], evidence: [{ kind: 'confirm' }] });
const read = {
  ...{ id: 'read', kind: 'operation', capability: 'absorbance', labware: 'plate', with: { wavelengths: [quantity(600, 'nm')] } },
  saves: { od: { reading: 'absorbance', wells: { role: 'sample' } } },
};
const ask = {
  ...{ id: 'ask', kind: 'consult', question: 'Is it dense enough?', shows: ['od'], ask: 'model', role: 'scientist' },
  adjust: [{ param: 'dense', min: 0.4, max: 0.8, times: 1 }],
};
const parameters = [{ id: 'dense', quantity: 'optical_density', default: quantity(0.6, '{AU}'), min: 0.2, max: 1 }];

/** Steps that read a plate and ask the model about it. */
export const READ_AND_ASK = [move('load', 'reader'), read, ask, move('unload', 'bench')];
/** One task, with a photo. */
export const LOOK = [
  {
    ...{ id: 'look', kind: 'operator', role: 'technician', instruction: 'Look at the plate.', duration: quantity(1, 'min') },
    evidence: [{ kind: 'photo', expect: 'a plate with its lid on' }, { kind: 'confirm' }],
  },
];

/** Until `look` gives something; whoever waits says for what. */
export async function until(what, look) {
  const end = Date.now() + WAIT_MS;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what}: not within ${WAIT_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

let made = 0;

/** A run that is started, and has got as far as it can before the step named, or before the first one that asks somebody. */
export async function startRun(lab, steps, sample, before) {
  const layout = { A1: { role: 'blank' }, B1: { role: 'sample', sample }, B2: { role: 'sample' } };
  const document = {
    ...{ schema: 'labwright.dev/protocol/v1', name: `ordered-${(made += 1)}`, version: '1.0.0', title: 'A plate', parameters, steps },
    ...{ biosafety: { level: 1, organisms: [] }, labware: [{ id: 'plate', type: 'plate-96-clear-flat', layout }] },
  };
  const { hash } = await must(lab.call('POST', '/v1/protocols', document));
  const signed = { credential: lab.keys.reviewer, meaning: 'I have read it' };
  await must(lab.call('POST', `/v1/protocols/${hash}/approve`, signed, 'reviewer'));
  const bindings = JSON.stringify(steps).includes('"reader"') ? BINDINGS : {};
  const { id } = await must(lab.call('POST', '/v1/runs', { protocol: hash, bindings }));
  await must(lab.call('POST', `/v1/runs/${id}/start`));
  const hands = await handsOf(lab);
  await hands.play(id, before);
  return { id, hands };
}

/** Hands of the technician of the seed. */
async function handsOf({ database }) {
  const [technician] = await database.query(`select id from lab.principals where name = 'grace'`);
  const hands = new LabHands(database, { technician });
  hands.reads.set('read', [{ B1: 0.5, B2: 0.5 }]);
  return hands;
}

/** The body of an answer that is none of a failure. */
export async function must(answer) {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body).slice(0, 500)}`);
  return body;
}
