import type { DriverManifest } from '@labwright/domain';
import { compile } from '@labwright/protocol';
import { safetyPass } from './index';

const shaker: DriverManifest = {
  driver: 'spec-shaker',
  version: '1.0.0',
  vendor: 'Spec',
  model: 'Shaker',
  verifiedOnHardware: true,
  transports: ['serial'],
  capabilities: [
    {
      capability: 'shaking',
      ranges: { speed: { min: 100, max: 1_000, step: 1, tolerance: 10 } },
      establish: [{ verb: 'ensureShaking', from: { speed: 'speed' } }],
      end: ['ensureStopped'],
    },
  ],
  verbs: [
    { verb: 'ensureShaking', repeat: 'state', expectedMs: 5_000, timeoutMs: 30_000 },
    { verb: 'ensureStopped', repeat: 'state', expectedMs: 5_000, timeoutMs: 30_000 },
  ],
  nests: [{ name: 'plate', formats: ['plate-96'], maxHeightMm: 30 }],
  access: { before: ['ensureStopped'], after: [], afterRemoval: [] },
  safeState: { verbs: ['ensureStopped'], stopMs: 5_000 },
  pollMs: { active: 1_000, idle: 5_000 },
  settingsSchema: { type: 'object' },
};
const fleet = { instruments: [{ id: 'shaker-1', manifest: shaker, service: 'available' as const, simulated: true }] };

const covers = (cover: string) => [{ labware: 'plate', cover }];
const shake = (id: string) => ({
  id,
  kind: 'operation',
  capability: 'shaking',
  labware: 'plate',
  with: { speed: { value: 600, unit: '{rpm}' } },
  duration: { value: 5, unit: 'min' },
});
const hands = (id: string, more: object) => ({ id, kind: 'operator', instruction: 'Do it.', ppe: ['gloves'], ...more });
const load = (more: object = {}) => hands('load', { moves: [{ labware: 'plate', to: 'shaker' }], ...more });

/** What the pass finds, as code and path. */
function subject(biosafety: object, steps: readonly object[], level: 1 | 2 = 2): readonly string[] {
  const document = {
    schema: 'labwright.dev/protocol/v1',
    name: 'safety',
    version: '1.0.0',
    title: 'Safety',
    biosafety: { level: 1, organisms: [], ...biosafety },
    labware: [{ id: 'plate', type: 'plate-96-clear-flat', cover: 'lid' }],
    steps,
  };
  const { plan, diagnostics } = compile(document, { fleet, passes: [safetyPass({ biosafetyLevel: level, allow })] });
  expect(plan === null).toBe(diagnostics.length > 0);
  return diagnostics.map(({ code, path }) => `${code} ${path}`);
}

/** A lab of level 2 says which organisms it works with. */
const allow = { organisms: [{ name: 'Staphylococcus aureus', strains: 'any' as const }], vectors: [], inserts: [] };
const aureus = { name: 'Staphylococcus aureus', riskGroup: 2 };
const levelTwo = { level: 2, organisms: [aureus] };

describe('what the document says of biosafety', () => {
  const steps = [load(), shake('shake')];

  it('passes work of a level that the lab is approved for', () => {
    expect(subject({ organisms: [{ name: 'Escherichia coli K-12', riskGroup: 1 }] }, steps, 1)).toEqual([]);
    expect(subject(levelTwo, steps)).toEqual([]);
  });

  it('holds work above the level of the lab', () => {
    expect(subject(levelTwo, steps, 1)).toEqual(['E_BIOSAFETY_HOLD /biosafety/level']);
  });

  it('holds an organism of a risk group above the level of the protocol', () => {
    const organisms = [{ name: 'Escherichia coli K-12', riskGroup: 1 }, aureus];
    expect(subject({ level: 1, organisms }, steps)).toEqual(['E_BIOSAFETY_HOLD /biosafety/organisms/1/riskGroup']);
  });

  it('holds recombinant work without a registration', () => {
    expect(subject({ recombinant: true }, steps)).toEqual(['E_BIOSAFETY_HOLD /biosafety/recombinant']);
    expect(subject({ recombinant: true, registration: { basis: 'local rules', reference: 'G 7' } }, steps)).toEqual([]);
    expect(subject({ recombinant: false }, steps)).toEqual([]);
  });

  it('is nothing that a model is asked to mend', () => {
    const { diagnostics } = compile(
      {
        schema: 'labwright.dev/protocol/v1',
        name: 'hold',
        version: '1.0.0',
        title: 'Hold',
        biosafety: { level: 1, organisms: [aureus], recombinant: true },
        steps: [{ id: 'rest', kind: 'wait', duration: { value: 1, unit: 'min' } }],
      },
      { fleet, passes: [safetyPass({ biosafetyLevel: 1, allow })] },
    );
    expect(diagnostics.map(({ fixableByModel }) => fixableByModel)).toEqual([false, false]);
  });
});

describe('work of level 2', () => {
  it('is shaken under a cover, whatever took it off', () => {
    expect(subject(levelTwo, [load({ covers: covers('none') }), shake('shake')])).toEqual(['E_SAFETY /steps/1/labware']);
    const recovered = [load({ covers: covers('none') }), hands('close', { covers: covers('lid') }), shake('shake')];
    expect(subject(levelTwo, recovered)).toEqual([]);
  });

  it('is watched in rounds and cases too', () => {
    const decide = {
      id: 'decide',
      kind: 'decision',
      cases: [
        {
          when: 'run.deviations > 0',
          steps: [
            hands('open', { covers: covers('none') }),
            { ...shake('again'), then: 'stop' },
            hands('close', { covers: covers('lid') }),
          ],
        },
      ],
      else: { steps: [shake('other')] },
    };
    expect(subject(levelTwo, [load(), decide])).toEqual(['E_SAFETY /steps/1/cases/0/steps/1/labware']);
  });

  it('says what to wear where a person handles it', () => {
    expect(subject(levelTwo, [load({ ppe: [] }), shake('shake')])).toEqual(['E_SAFETY /steps/0']);
    expect(subject({}, [load({ ppe: [], covers: covers('none') }), shake('shake')])).toEqual([]);
  });
});
