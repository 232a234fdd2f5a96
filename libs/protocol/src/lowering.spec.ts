import { changed, soundDocument, stepOf } from './fixtures/protocol-document';
import { heaterShaker, instrument } from './fixtures/heater-shaker.manifest';
import { compile, type PlanStep } from './index';

const plan = (document: unknown, manifest = heaterShaker) => {
  const compiled = compile(document, { fleet: { instruments: [instrument({ manifest })] } });
  expect(compiled.diagnostics).toEqual([]);
  return compiled.plan?.steps ?? [];
};
const step = (steps: readonly PlanStep[], id: string) => steps.find((each) => each.id === id);
const line = (each: PlanStep) =>
  `${each.id} <- ${each.after.join(',')}${each.releases.length > 0 ? ` frees ${each.releases.join(',')}` : ''}`;

describe('lowering', () => {
  it('puts access operations around moves, and successors wait for the last of them', () => {
    expect(plan(soundDocument()).map(line)).toEqual([
      'load.before.1 <- ',
      'load.before.2 <- load.before.1',
      'load <- load.before.2',
      'load.after.1 <- load',
      'shake <- load.after.1',
      'unload.before.1 <- shake',
      'unload.before.2 <- unload.before.1',
      'unload <- unload.before.2',
      'unload.after.1 <- unload',
      'unload.after.2 <- unload.after.1 frees heater-shaker.plate',
      'rest <- unload.after.2',
    ]);
  });

  it('when the instrument needs no access sequence, reserves and releases on the operator steps', () => {
    const open = { ...heaterShaker, access: { before: [], after: [], afterRemoval: [] } };
    const steps = plan(soundDocument(), open);
    expect(steps.map(line)).toEqual(['load <- ', 'shake <- load', 'unload <- shake frees heater-shaker.plate', 'rest <- unload']);
    expect(steps.slice(0, 3).map((each) => each.reserves)).toEqual([1, 2, 3].map(() => ['heater-shaker.plate']));
  });

  it('when one plate replaces another in one step, keeps the reservation and still ends the heating', () => {
    const document = changed((d) => {
      stepOf(d, 2)['moves'] = [
        { labware: 'plate', to: 'bench' },
        { labware: 'other', to: 'shaker' },
      ];
    });
    const steps = plan(document);
    expect(steps.flatMap((each) => each.releases)).toEqual([]);
    expect(steps.filter((each) => each.authored === 'unload').map((each) => each.title)).toEqual([
      'stop shaking on heater-shaker',
      'open the latch of heater-shaker',
      'move plate to bench, move other to heater-shaker.plate',
      'close the latch of heater-shaker',
      'switch off the heating of heater-shaker',
    ]);
  });

  it('when what comes in exchange is heated first of all, leaves the heating on', () => {
    const document = changed((d) => {
      stepOf(d, 2)['moves'] = [
        { labware: 'plate', to: 'bench' },
        { labware: 'other', to: 'shaker' },
      ];
      d.steps.splice(3, 0, { ...stepOf(d, 1), id: 'warm_on', after: ['unload'], labware: 'other' });
    });
    const steps = plan(document);
    expect(steps.filter((each) => each.authored === 'unload').map((each) => each.title)).toEqual([
      'stop shaking on heater-shaker',
      'open the latch of heater-shaker',
      'move plate to bench, move other to heater-shaker.plate',
      'close the latch of heater-shaker',
    ]);
  });

  it('when other labware stays on the instrument, leaves the heating on', () => {
    const wide = { ...heaterShaker, nests: [...heaterShaker.nests, { name: 'right', formats: ['plate-96'], maxHeightMm: 45 }] };
    const document = changed((d) => {
      stepOf(d, 0)['moves'] = [
        { labware: 'plate', to: 'shaker' },
        { labware: 'other', to: 'shaker' },
      ];
    });
    const steps = plan(document, wide);
    expect(step(steps, 'load')).toMatchObject({ reserves: ['heater-shaker.plate', 'heater-shaker.right'] });
    expect(steps.filter((each) => each.authored === 'unload').map((each) => each.title)).not.toContain(
      'switch off the heating of heater-shaker',
    );
    expect(steps.flatMap((each) => each.releases)).toEqual(['heater-shaker.plate']);
  });

  it('writes verbs in canonical units, with the tolerance of the protocol or else of the instrument', () => {
    const document = changed((d) => (stepOf(d, 1).with['temperature'] = { value: 113, unit: '[degF]', tolerance: 0.9 }));
    expect(step(plan(document), 'shake')).toMatchObject({
      title: 'shake plate at 500 rpm and 113 °F for 2 min on heater-shaker',
      establish: [
        { verb: 'ensureLatched', parameters: {}, tolerances: {} },
        { verb: 'ensureTemperature', parameters: { target: 45 }, tolerances: { target: 0.5 } },
        { verb: 'ensureShaking', parameters: { speed: 500 }, tolerances: { speed: 50 } },
      ],
      holdMs: 120_000,
      expectedMs: 245_500 + 120_000,
    });
  });

  it('gives a hold the tolerance of its duration, and none where the author says nothing', () => {
    const document = changed((d) => (stepOf(d, 1)['duration'] = { value: 2, unit: 'min', tolerance: 0.1 }));
    expect(step(plan(document), 'shake')).toMatchObject({ holdMs: 120_000, holdToleranceMs: 6_000 });
    expect(step(plan(changed(() => undefined)), 'shake')).not.toHaveProperty('holdToleranceMs');
  });

  it('adds the time of stopping to a hold that ends at once', () => {
    const document = changed((d) => (stepOf(d, 1)['then'] = 'stop'));
    expect(step(plan(document), 'shake')).toMatchObject({ then: 'stop', expectedMs: 245_500 + 120_000 + 3_200 });
  });

  it('gives two pieces of evidence of one kind different ids', () => {
    const document = changed(
      (d) => (stepOf(d, 0)['evidence'] = [{ kind: 'confirm' }, { kind: 'confirm', prompt: 'Flat' }, { kind: 'number', unit: 'Cel' }]),
    );
    expect(step(plan(document), 'load')).toMatchObject({
      evidence: [{ id: 'confirm' }, { id: 'confirm-2' }, { id: 'number', unit: 'Cel' }],
    });
  });

  it('takes the longest of two ways as the expected duration', () => {
    const document = changed((d) => {
      stepOf(d, 3)['after'] = [];
      stepOf(d, 3)['duration'] = { value: 1, unit: 'h' };
    });
    expect(compile(document, { fleet: { instruments: [instrument()] } }).plan?.expectedMs).toBe(3_600_000);
  });
});
