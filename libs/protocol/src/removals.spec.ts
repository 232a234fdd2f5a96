import { instrument } from './fixtures/heater-shaker.manifest';
import { changed } from './fixtures/protocol-document';
import { compile, renderProcedure, type PlanOperatorStep } from './index';

const fleet = { instruments: [instrument()] };
const ul = (value: number) => ({ value, unit: 'uL' });
const pour = (id: string, transfers: readonly object[]) => ({
  id,
  kind: 'operator',
  instruction: 'Pipette.',
  duration: { value: 2, unit: 'min' },
  transfers,
});
const fill = (volume: number, wells = ['A1', 'A2']) => ({ material: 'water', to: 'other', wells, volume: ul(volume) });
const empty = (volume: number, wells = ['A1', 'A2'], more: object = {}) => ({
  from: { labware: 'other' },
  to: 'waste',
  wells,
  volume: ul(volume),
  ...more,
});
const withSteps = (...steps: object[]) => changed((d) => d.steps.unshift(...(steps as typeof d.steps)));
const findings = (...steps: object[]): readonly string[] =>
  compile(withSteps(...steps), { fleet }).diagnostics.map(({ code, path, message }) => `${code} ${path} ${message}`);

describe('a transfer into the waste', () => {
  it('takes the volume out of each of its wells, so that a wash fills and empties them again and again', () => {
    const wash = [fill(300), empty(295), fill(300), empty(300), fill(300)];
    expect(findings(pour('wash', wash))).toEqual([]);
    expect(findings(pour('wash', [fill(300), fill(300)]))).toEqual([expect.stringMatching(/^E_VOLUME/)]);
  });

  it('takes no more than is there', () => {
    expect(findings(pour('wash', [fill(100), empty(120)]))).toEqual(
      ['A1', 'A2'].map((well) => expect.stringMatching(`^E_VOLUME .* draws 120 uL from ${well} of "other"`)),
    );
  });

  it('is in the plan and in the procedure, with the pellet that stays', () => {
    const { plan } = compile(withSteps(pour('spin', [fill(100), empty(90, ['A1', 'A2'], { keeps: 'pellet' })])), { fleet });
    const [step] = plan?.steps ?? [];
    expect((step as PlanOperatorStep).transfers?.[1]).toEqual({
      from: { labware: 'other' },
      to: 'waste',
      wells: ['A1', 'A2'],
      microlitres: 90,
      keeps: 'pellet',
    });
    const document = withSteps(pour('spin', [fill(100), empty(90, ['A1', 'A2'], { keeps: 'pellet' })]));
    const { plan: whole } = compile(document, { fleet });
    expect(JSON.stringify(renderProcedure({ protocol: document, plan: whole } as never))).toMatch(
      /Remove \*\*90 µL\*\* out of each of A1, A2 of \*\*other\*\* into the waste; leave the pellet/,
    );
  });

  it.each([
    ['of a material', { material: 'water', to: 'waste', wells: ['A1'], volume: ul(1) }, /^E_SCHEMA .*only labware is emptied/],
    ['out of one well for many', empty(1, ['A1'], { from: { labware: 'other', well: 'A1' } }), /^E_SCHEMA .*leave "well" out/],
    ['out of wells that are not there', empty(1, ['Z1']), /^E_LABWARE .*no well "Z1"/],
  ])('is refused %s', (_, transfer, says) => {
    expect(findings(pour('step', [fill(100), transfer]))).toEqual([expect.stringMatching(says)]);
  });

  it('is refused where a well is left out that is needed, and a pellet in a bottle', () => {
    const into = { from: { labware: 'other' }, to: 'plate', wells: ['A1'], volume: ul(1) };
    expect(findings(pour('step', [fill(100), into]))).toEqual([expect.stringMatching(/^E_SCHEMA .*"well" is missing/)]);
    expect(findings(pour('step', [{ ...fill(100), keeps: 'pellet' }]))).toEqual([
      expect.stringMatching(/^E_SCHEMA .*only labware can be spun/),
    ]);
  });
});
