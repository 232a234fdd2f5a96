import { embeddedLab } from './fixtures/embedded-lab';
import { changed, soundDocument, stepOf } from './fixtures/protocol-document';
import { compile, type CompileOptions, type PlanStep } from './index';

type Json = Record<string, unknown>;

/** The sound protocol at a speed that only the incubator takes. */
const slow = (change: (document: ReturnType<typeof soundDocument>) => void = () => undefined) =>
  changed((d) => {
    stepOf(d, 1).with['speed'] = { value: 150, unit: '{rpm}' };
    change(d);
  });
const planOf = (document: unknown, options: Partial<CompileOptions> = {}) => {
  const { plan, diagnostics } = compile(document, { fleet: embeddedLab, ...options });
  expect(diagnostics).toEqual([]);
  return plan?.steps ?? [];
};
const line = ({ id, opens, closes, settings, releases }: PlanStep) =>
  [
    id,
    ...(opens ?? []).map((instrument) => `opens ${instrument}`),
    ...(closes ?? []).map((instrument) => `closes ${instrument}`),
    ...(settings ?? []).map(({ instrument, verb, parameter, value }) => `${instrument} ${verb}.${parameter}=${value}`),
    ...releases.map((nest) => `frees ${nest}`),
  ].join(', ');
const shaking = (id: string, celsius: number, change: Json = {}): Json => ({
  id,
  kind: 'operation',
  capability: 'shaking_incubation',
  labware: 'plate',
  with: { temperature: { value: celsius, unit: 'Cel' }, speed: { value: 150, unit: '{rpm}' } },
  duration: { value: 2, unit: 'min' },
  ...change,
});

describe('an instrument with several nests', () => {
  it('is opened by the first step that touches it, closed by one that starts again what was stopped, and says what it will be set to', () => {
    expect(planOf(slow()).map(line)).toEqual([
      'load.before.1, opens incubator, incubator ensureTemperature.target=45, incubator ensureShaking.speed=150',
      'load',
      'load.after.1, closes incubator',
      'shake',
      'unload.before.1, opens incubator',
      'unload',
      'unload.after.1, closes incubator, frees incubator.clamp-1',
      'rest',
    ]);
    expect(planOf(slow()).find(({ id }) => id === 'unload.after.1')).toMatchObject({
      inserted: true,
      after: ['unload'],
      title: 'start again on incubator what is held there',
      kind: 'operation',
      capability: 'shaking',
      instrument: 'incubator',
      establish: [],
      holdMs: null,
      expectedMs: 20_000,
      reserves: ['incubator.clamp-1'],
      resumes: true,
    });
  });

  it('takes the value of a parameter as given for the run', () => {
    const [first] = planOf(slow(), { parameters: { warmth: { value: 122, unit: '[degF]' } } });
    expect(first?.settings?.[0]).toEqual({ instrument: 'incubator', verb: 'ensureTemperature', parameter: 'target', value: 50 });
  });

  it('names both values of a setting that one stay uses twice, and equal ones once, also from steps in steps', () => {
    const document = slow((d) => {
      const cases = [{ when: 'run.deviations > 0', steps: [shaking('cooler', 40)] }];
      d.steps.splice(2, 0, shaking('same', 45), { id: 'choose', kind: 'decision', cases, else: { steps: [] } });
    });
    expect(planOf(document)[0]?.settings?.map(({ parameter, value }) => `${parameter} ${value}`)).toEqual([
      'target 45',
      'speed 150',
      'target 40',
    ]);
  });

  it('where labware only stands there, an empty list says that the run sets nothing', () => {
    const document = slow((d) => {
      d.steps.splice(1, 1);
    });
    const steps = planOf(document, { bindings: { shaker: 'incubator' } });
    expect(steps[0]).toMatchObject({ id: 'load.before.1', settings: [] });
  });

  it('that needs no access sequence is opened and closed by the operator step itself', () => {
    const instruments = embeddedLab.instruments.map((each) =>
      each.id === 'incubator' ? { ...each, manifest: { ...each.manifest, access: { before: [], after: [], afterRemoval: [] } } } : each,
    );
    expect(planOf(slow(), { fleet: { instruments } }).map(line)).toEqual([
      'load, opens incubator, closes incubator, incubator ensureTemperature.target=45, incubator ensureShaking.speed=150',
      'shake',
      'unload, opens incubator, closes incubator, frees incubator.clamp-1',
      'rest',
    ]);
  });

  it('beside another in one step has its own opening and closing', () => {
    const incubator = embeddedLab.instruments.find(({ id }) => id === 'incubator');
    const instruments = [...embeddedLab.instruments, ...(incubator ? [{ ...incubator, id: 'second' }] : [])];
    const document = slow((d) => {
      stepOf(d, 2)['moves'] = [{ labware: 'plate', to: 'other_incubator' }];
      d.steps.splice(3, 1, shaking('again', 30));
    });
    const steps = planOf(document, { fleet: { instruments }, bindings: { shaker: 'incubator', other_incubator: 'second' } });
    expect(steps.filter(({ authored }) => authored === 'unload').map(line)).toEqual([
      'unload.before.1, opens incubator, second ensureTemperature.target=30, second ensureShaking.speed=150',
      'unload.before.2, opens second',
      'unload',
      'unload.after.1, closes incubator, frees incubator.clamp-1',
      'unload.after.2, closes second',
    ]);
  });

  it('is the only kind that gets any of this', () => {
    for (const step of planOf(soundDocument(), { bindings: { shaker: 'heater-shaker' } })) {
      expect(step).not.toHaveProperty('opens');
      expect(step).not.toHaveProperty('closes');
      expect(step).not.toHaveProperty('settings');
      expect(step).not.toHaveProperty('resumes');
    }
  });
});
