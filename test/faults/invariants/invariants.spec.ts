import type { Action, Ledger, StepRow } from '../ledger';
import { INVARIANTS } from './index';

const DOSE = '11111111-1111-4111-8111-111111111111';
const READ = '22222222-2222-4222-8222-222222222222';
const SHAKE = '33333333-3333-4333-8333-333333333333';

const act = (device: string, action: string, at: number, detail: Action['detail'] = null): Action => ({ device, action, at, detail });
const step = (id: string, name: string, instrument: string, verb: string, more: Partial<StepRow>): StepRow => ({
  id,
  run: 'r',
  step: name,
  instrument,
  status: 'succeeded',
  verbs: [{ verb, parameters: {} }],
  wells: 0,
  reached: [],
  toldByPerson: false,
  attempts: [],
  ...more,
});
const attempt = (claimedAt: number, status = 'succeeded', number = 1) => ({ number, status, claimedAt });
const intent = (instrument: string, label: string, id: string, at: number, n = 1) =>
  ({ instrument, kind: 'action', label, step: id, attempt: n, at }) as const;

/** One dose, one read of a plate, and one hold of a shaker, as they should be. */
const good: Ledger = {
  actions: [
    act('bioreactor', 'dispense', 1_000, `labwright:${DOSE}:1`),
    act('reader', 'read', 2_000),
    act('heater-shaker', 'speed_set', 3_000, 400),
    act('heater-shaker', 'speed_set', 3_900, 0),
  ],
  runs: [{ id: 'r', status: 'completed', questions: 0, holdReasons: [] }],
  steps: [
    step(DOSE, 'dose', 'bioreactor', 'dispense', { attempts: [attempt(900)], reached: [1_500] }),
    step(READ, 'read', 'reader', 'readAbsorbance', { wells: 96, attempts: [attempt(1_900)], reached: [2_500] }),
    step(SHAKE, 'shake', 'heater-shaker', 'ensureShaking', {
      verbs: [{ verb: 'ensureShaking', parameters: { speed: 400 } }],
      attempts: [attempt(2_900)],
      reached: [3_500],
    }),
  ],
  commands: [
    intent('bioreactor', 'run/add_media', DOSE, 950),
    intent('reader', 'O (start)', READ, 1_950),
    intent('heater-shaker', 'M3 S400', SHAKE, 2_950),
    intent('heater-shaker', 'M3 S0', SHAKE, 3_850),
  ],
  readings: [
    { step: DOSE, name: 'volume_dispensed', wells: 1, rows: 1 },
    { step: READ, name: 'absorbance', wells: 96, rows: 96 },
  ],
  gaps: [],
  events: [DOSE, READ, SHAKE].map((id) => ({ step: id, type: 'step.succeeded', n: 1 })),
  faults: [],
  remains: {
    reservations: [],
    busy: [],
    leases: [],
    attempts: [],
    devices: [{ device: 'heater-shaker', rpm: 0, temperature: null }],
    kept: [],
  },
};

const violationsOf = (name: string, ledger: Ledger) =>
  INVARIANTS.find((each) => each.name === name)?.check(ledger) ?? ['no such invariant'];
const withSteps = (change: (each: StepRow) => Partial<StepRow>): Ledger => ({
  ...good,
  steps: good.steps.map((each) => ({ ...each, ...change(each) })),
});
const only = (id: string, change: Partial<StepRow>): Ledger => withSteps((each) => (each.id === id ? change : {}));

describe('the invariants that must hold under faults', () => {
  it.each(INVARIANTS.map(({ name }) => name))('when everything is as it should be, %s has nothing to say', (name) => {
    expect(violationsOf(name, good)).toEqual([]);
  });

  it.each([
    [
      'once',
      'a second dose for a step',
      { ...good, actions: [...good.actions, act('bioreactor', 'dispense', 1_200, `labwright:${DOSE}:2`)] },
    ],
    ['once', 'a dose for nobody', { ...good, actions: [...good.actions, act('bioreactor', 'dispense', 1_200, 'CLI')] }],
    ['done', 'a dose that no pump has given', { ...good, actions: good.actions.slice(1) }],
    ['done', 'a read that no reader has done', { ...good, actions: good.actions.filter(({ action }) => action !== 'read') }],
    ['done', 'a speed that the shaker did not have', only(SHAKE, { verbs: [{ verb: 'ensureShaking', parameters: { speed: 500 } }] })],
    [
      'readings',
      'a well that is missing',
      { ...good, readings: good.readings.map((each) => ({ ...each, wells: each.wells - 1, rows: each.rows - 1 })) },
    ],
    ['readings', 'a reading that is there twice', { ...good, readings: good.readings.map((each) => ({ ...each, rows: each.rows + 1 })) }],
    ['readings', 'a dose whose attempt asks nobody', only(DOSE, { status: 'ready', attempts: [attempt(900, 'handed_over')] })],
    [
      'readings',
      'a pause that nothing tells of',
      { ...good, gaps: [{ step: DOSE, name: 'optical_density', from: 0, to: 60_000, told: false }] },
    ],
    ['endings', 'a run that does not end', { ...good, runs: [{ id: 'r', status: 'running', questions: 0, holdReasons: [] }] }],
    ['endings', 'a held run that asks nothing', { ...good, runs: [{ id: 'r', status: 'held', questions: 0, holdReasons: ['in doubt'] }] }],
    ['endings', 'a run that is completed with a step in doubt', only(DOSE, { status: 'in_doubt' })],
    ['rest', 'a lease that nobody renews', { ...good, remains: { ...good.remains, leases: ['reader belongs to x'] } }],
    [
      'rest',
      'a shaker that turns',
      { ...good, remains: { ...good.remains, devices: [{ device: 'heater-shaker', rpm: 300, temperature: null }] } },
    ],
    [
      'rest',
      'a heater that is on',
      { ...good, remains: { ...good.remains, devices: [{ device: 'heater-shaker', rpm: 0, temperature: 40 }] } },
    ],
    ['rest', 'an attempt without an end', { ...good, remains: { ...good.remains, attempts: ['dose of run r, attempt 1'] } }],
    ['story', 'an action without an intent', { ...good, commands: good.commands.slice(0, -1) }],
    ['story', 'an action before its intent', { ...good, commands: good.commands.map((each) => ({ ...each, at: each.at + 5_000 })) }],
    ['story', 'a dose that is told as left out', only(DOSE, { status: 'skipped' })],
    ['story', 'a success that no event tells of', { ...good, events: good.events.slice(1) }],
  ] satisfies readonly (readonly [string, string, Ledger])[])('%s finds %s', (name, _what, ledger) => {
    expect(violationsOf(name, ledger).length).toBeGreaterThan(0);
  });

  it('when a person said that a hold was long enough, or a device is kept warm on purpose, that is no violation', () => {
    expect(
      violationsOf('done', only(SHAKE, { toldByPerson: true, verbs: [{ verb: 'ensureShaking', parameters: { speed: 500 } }] })),
    ).toEqual([]);
    const warm = { ...good.remains, devices: [{ device: 'heater-shaker', rpm: 300, temperature: 40 }], kept: ['heater-shaker'] };
    expect(violationsOf('rest', { ...good, remains: warm })).toEqual([]);
  });

  it('when a power cut stops a vial by itself, that needs no intent', () => {
    const cut = [act('bioreactor', 'power_cycles', 5_000), act('bioreactor', 'stirring_off', 5_001)];
    expect(violationsOf('story', { ...good, actions: [...good.actions, ...cut] })).toEqual([]);
  });

  it('when a dose is in doubt and its run was cancelled, the record says no more than it knows', () => {
    const cancelled = only(DOSE, { status: 'cancelled', attempts: [attempt(900, 'in_doubt')] });
    expect(violationsOf('story', { ...cancelled, events: good.events.slice(1) })).toEqual([]);
  });
});
