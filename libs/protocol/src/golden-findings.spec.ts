import { safetyPass } from '@labwright/safety';
import { changed, soundDocument, stepOf } from './fixtures/protocol-document';
import { heaterShaker, instrument } from './fixtures/heater-shaker.manifest';
import { decision, fleet as growthFleet, growth, pause } from './fixtures/growth-document';
import { compile, DiagnosticCodes, type CompileOptions, type DiagnosticCode } from './index';

interface Golden {
  readonly fault: string;
  readonly document: unknown;
  readonly path: string;
  readonly says: RegExp;
  readonly options?: Partial<CompileOptions>;
}

const second = { ...heaterShaker, driver: 'second' };
const microlitres = (value: number) => ({ value, unit: 'uL' });
const intoA1 = { wells: ['A1'], volume: microlitres(150) };
const move = (labware: string, to: string) => [{ labware, to }];

/** For each code one protocol that raises it and nothing else. */
const golden: Readonly<Record<DiagnosticCode, Golden>> = {
  E_SCHEMA: {
    fault: 'a misspelt field',
    document: changed((d) => (stepOf(d, 1)['durration'] = { value: 2, unit: 'min' })),
    path: '/steps/1/durration',
    says: /unknown field "durration"; allowed here: kind, id, after/,
  },
  E_UNIT: {
    fault: 'a bare number',
    document: changed((d) => (stepOf(d, 1).with['temperature'] = 45)),
    path: '/steps/1/with/temperature',
    says: /45 has no unit; a temperature is written with one/,
  },
  E_VAGUE: {
    fault: 'a word for a duration',
    document: changed((d) => (stepOf(d, 1)['duration'] = 'overnight')),
    path: '/steps/1/duration',
    says: /"overnight" says no duration/,
  },
  E_RANGE: {
    fault: 'a temperature beyond the physical',
    document: changed((d) => (stepOf(d, 1).with['temperature'] = { value: 400, unit: 'Cel' })),
    path: '/steps/1/with/temperature/value',
    says: /-90 to 150 Cel; heater-shaker takes 37 to 95 Cel/,
  },
  E_CAPABILITY: {
    fault: 'a temperature that no instrument reaches',
    document: changed((d) => (stepOf(d, 1).with['temperature'] = { value: 20, unit: 'Cel' })),
    path: '/steps/0/moves/0/to',
    says: /heater-shaker takes temperature 37 to 95 Cel, not 20 Cel/,
  },
  E_LABWARE: {
    fault: 'a temperature that the plate does not bear',
    document: changed((d) => (stepOf(d, 1).with['temperature'] = { value: 80, unit: 'Cel' })),
    path: '/steps/1/with/temperature',
    says: /bears temperature up to 60 Cel, not 80 Cel/,
  },
  E_PLACE: {
    fault: 'a move into an occupied nest',
    document: changed((d) => d.steps.splice(1, 0, { id: 'load_other', kind: 'operator', moves: move('other', 'shaker') })),
    path: '/steps/1/moves/0',
    says: /"other" cannot go to "shaker": "plate" is on heater-shaker/,
  },
  E_REF: {
    fault: 'a misspelt step',
    document: changed((d) => (stepOf(d, 2)['after'] = ['shaek'])),
    path: '/steps/2/after/0',
    says: /no step "shaek"/,
  },
  E_CYCLE: {
    fault: 'steps that wait for each other',
    document: changed((d) => (stepOf(d, 1)['after'] = ['unload'])),
    path: '/steps/1/after',
    says: /shake -> unload -> shake/,
  },
  E_ORDER: {
    fault: 'two steps on one plate without an order',
    document: changed((d) => (stepOf(d, 2)['after'] = ['load'])),
    path: '/steps/2',
    says: /"shake" and "unload" both touch "plate"/,
  },
  E_PARAMETER: {
    fault: 'a default outside its bounds',
    document: changed(
      (d) => (d.parameters[0] = { id: 'warmth', quantity: 'temperature', default: { value: 55, unit: 'Cel' }, min: 40, max: 50 }),
    ),
    path: '/parameters/0/default',
    says: /55 Cel of "warmth" is outside 40 to 50 Cel/,
  },
  E_CAPACITY: {
    fault: 'two roles at the same time on one instrument',
    document: changed((d) => d.steps.splice(1, 0, { id: 'load_other', kind: 'operator', moves: move('other', 'second') })),
    path: '/steps/0/moves/0/to',
    says: /not enough instruments for all roles at the same time: shaker \(heater-shaker\), second \(heater-shaker\)/,
  },
  E_UNREACHABLE: {
    fault: 'a case whose condition never holds',
    document: changed((d) => d.steps.push(decision('1 > 2', [pause('never')]))),
    path: '/steps/4/cases/0/steps',
    says: /these steps of "decide" never run: its condition never holds/,
  },
  E_NO_TERMINATION: {
    fault: 'a repeat without a bound',
    document: growth((d) => delete d.loop['atMost']),
    path: '/steps/1/atMost',
    says: /without "atMost" it might never end/,
    options: { fleet: growthFleet },
  },
  E_TIMING: {
    fault: 'rounds that start more often than one can end',
    document: growth((d) => (d.loop['every'] = { value: 10, unit: 'min' })),
    path: '/steps/1/every',
    says: /one round of "loop" is expected to take .* min, so it cannot start every 10 min/,
    options: { fleet: growthFleet },
  },
  E_BRANCH: {
    fault: 'a decision that does not say what happens otherwise',
    document: changed((d) => {
      const { else: _, ...rest } = decision('run.deviations > 0', [pause('later')]);
      d.steps.push(rest);
    }),
    path: '/steps/4/else',
    says: /a decision says what is done when no case holds/,
  },
  E_CHECK: {
    fault: 'a density that is compared with a temperature',
    document: growth((d) => (d.loop['until'] = 'readings.od.median >= temperature(37, "Cel")')),
    path: '/steps/1/until',
    says: /two different kinds of quantity/,
    options: { fleet: growthFleet },
  },
  E_VOLUME: {
    fault: 'a reagent of which there is less than the plan takes',
    document: changed((d) => {
      d.materials[0] = { ...d.materials[0], volume: { value: 1, unit: 'mL' } };
      stepOf(d, 0)['transfers'] = [
        { material: 'water', to: 'plate', wells: ['A1', 'A2', 'A3', 'B1', 'B2', 'B3', 'C1'], volume: microlitres(150) },
      ];
    }),
    path: '/materials/0/volume',
    says: /a run takes up to 1.05 mL of "water" \(1.05 mL in "load"\); there are 1 mL/,
  },
  E_CONFLICT: {
    fault: 'two plates in one incubator that want two temperatures at once',
    document: changed((d) => {
      const warm = { ...stepOf(d, 1), with: { temperature: { value: 45, unit: 'Cel' }, speed: { value: 150, unit: '{rpm}' } } };
      const both = [...move('plate', 'incubator'), ...move('other', 'incubator')];
      const cool = {
        ...warm,
        id: 'cool',
        labware: 'other',
        after: ['load'],
        with: { ...warm.with, temperature: { value: 30, unit: 'Cel' } },
      };
      d.steps = [{ id: 'load', kind: 'operator', moves: both }, { ...warm, after: ['load'] }, cool];
    }),
    path: '/steps/2/with',
    says: /"shake" and "cool" may be under way at once on incubator, one with temperature 45 Cel for "plate", the other with 30 Cel for "other"/,
    options: { fleet: growthFleet },
  },
  W_CALIBRATION: {
    fault: 'an instrument whose calibration is over',
    document: soundDocument(),
    path: '/steps/0/moves/0/to',
    says: /heater-shaker was due for calibration on 2026-10-31, and today is 2026-11-29/,
    options: { today: '2026-11-29', fleet: { instruments: [instrument({ calibrationDue: '2026-10-31' })] } },
  },
  E_SAFETY: {
    fault: 'an open plate that is shaken at biosafety level 2',
    document: changed((d) => {
      d['biosafety'] = { level: 2, organisms: [{ name: 'Staphylococcus aureus', riskGroup: 2 }] };
      for (const step of [0, 2]) stepOf(d, step)['ppe'] = ['gloves'];
    }),
    path: '/steps/1/labware',
    says: /"shake" shakes "plate" uncovered/,
    options: {
      passes: [
        safetyPass({
          biosafetyLevel: 2,
          allow: { organisms: [{ name: 'Staphylococcus aureus', strains: 'any' }], vectors: [], inserts: [] },
        }),
      ],
    },
  },
  E_BIOSAFETY_HOLD: {
    fault: 'recombinant work that is registered nowhere',
    document: changed((d) => (d['biosafety'] = { level: 1, organisms: [], recombinant: true })),
    path: '/biosafety/recombinant',
    says: /on what basis it is registered/,
    options: { passes: [safetyPass()] },
  },
  W_ASSUMPTION: {
    fault: 'a sample of a well of which nobody says what it holds',
    document: changed((d) => (stepOf(d, 0)['transfers'] = [{ from: { labware: 'other', well: 'A1' }, to: 'plate', ...intoA1 }])),
    path: '/steps/0/transfers/0/volume',
    says: /nothing says what A1 of "other" holds/,
  },
  W_UNVERIFIED_DRIVER: {
    fault: 'a real instrument with an untried driver',
    document: soundDocument(),
    path: '/steps/0/moves/0/to',
    says: /spec-heater-shaker 1.0.0 has never been tried on hardware/,
    options: { fleet: { instruments: [instrument({ simulated: false })] } },
  },
  W_LONG_HOLD: {
    fault: 'a hold of two days',
    document: changed((d) => (stepOf(d, 1)['duration'] = { value: 2, unit: 'd' })),
    path: '/steps/1/duration',
    says: /"shake" holds for 48 h/,
  },
  W_TIMING_TIGHT: {
    fault: 'a window that heating up may miss',
    document: changed((d) => {
      stepOf(d, 2)['duration'] = { value: 2, unit: 'min' };
      stepOf(d, 3)['timing'] = [{ after: 'load.end', atMost: { value: 15, unit: 'min' }, onMissed: 'continue_with_deviation' }];
    }),
    path: '/steps/3/timing/0/atMost',
    says: /"rest" may be unable to start within 15 min after the end of "load"; when every step takes its longest, the earliest is 22.\d+ min, because of .*"shake" \(17.67 min\)/,
  },
};

/** Faults that share their code with another. */
const further: readonly (Golden & { readonly code: DiagnosticCode })[] = [
  {
    code: 'E_SCHEMA',
    fault: 'a transfer from nowhere',
    document: changed((d) => (stepOf(d, 0)['transfers'] = [{ to: 'plate', wells: ['A1'], volume: microlitres(150) }])),
    path: '/steps/0/transfers/0',
    says: /a material, or from which well/,
  },
  {
    code: 'E_SCHEMA',
    fault: 'a transfer from two sources',
    document: changed(
      (d) => (stepOf(d, 0)['transfers'] = [{ material: 'water', from: { labware: 'other', well: 'A1' }, to: 'plate', ...intoA1 }]),
    ),
    path: '/steps/0/transfers/0/from',
    says: /not from both/,
  },
  {
    code: 'E_SCHEMA',
    fault: 'a transfer whose source cannot be read, once',
    document: changed((d) => (stepOf(d, 0)['transfers'] = [{ material: 7, to: 'plate', ...intoA1 }])),
    path: '/steps/0/transfers/0/material',
    says: /7; a string is wanted/,
  },
  {
    code: 'E_SCHEMA',
    fault: 'a transfer into one well twice',
    document: changed(
      (d) => (stepOf(d, 0)['transfers'] = [{ material: 'water', to: 'plate', wells: ['A1', 'B1', 'A1'], volume: microlitres(150) }]),
    ),
    path: '/steps/0/transfers/0/wells/2',
    says: /"A1" is named twice/,
  },
  {
    code: 'E_REF',
    fault: 'a sample of labware that is not declared',
    document: changed((d) => (stepOf(d, 0)['transfers'] = [{ from: { labware: 'flask', well: 'A1' }, to: 'plate', ...intoA1 }])),
    path: '/steps/0/transfers/0/from/labware',
    says: /no labware "flask"/,
  },
  {
    code: 'E_LABWARE',
    fault: 'a sample from a well that is not there',
    document: changed((d) => (stepOf(d, 0)['transfers'] = [{ from: { labware: 'other', well: 'J1' }, to: 'plate', ...intoA1 }])),
    path: '/steps/0/transfers/0/from/well',
    says: /no well "J1"/,
  },
  {
    code: 'E_PLACE',
    fault: 'a sample from a plate on an instrument',
    document: changed((d) => {
      d.labware[0] = { ...d.labware[0], layout: { A1: { role: 'sample', volume: microlitres(180) } } };
      d.steps.splice(2, 0, {
        id: 'sample',
        kind: 'operator',
        instruction: 'Take a sample.',
        transfers: [{ from: { labware: 'plate', well: 'A1' }, to: 'other', ...intoA1 }],
      });
    }),
    path: '/steps/2/transfers/0/from/labware',
    says: /"plate" is at "shaker", where nobody pipettes from it/,
  },
  {
    code: 'E_REF',
    fault: 'the lot of a material that is not declared',
    document: changed((d) => (stepOf(d, 0)['evidence'] = [{ kind: 'lot', of: 'watre' }])),
    path: '/steps/0/evidence/0/of',
    says: /no material "watre"/,
  },
  {
    code: 'E_CHECK',
    fault: 'a path length in wells that nothing fills',
    document: growth((d) => (d.loop.body[2]!['saves'] = { od: { reading: 'absorbance', wells: ['A2', 'B1'], process: ['pathlength'] } })),
    path: '/steps/1/body/2/saves/od/process/0',
    says: /no step that surely comes before "read" transfers a volume into A2, B1 of "plate"/,
    options: { fleet: growthFleet },
  },
  {
    code: 'E_CHECK',
    fault: 'a path length in a well that only one case of a decision fills',
    document: growth((d) => {
      const transfers = [{ material: 'lb', to: 'plate', wells: ['A2'], volume: microlitres(150) }];
      d['materials'] = [{ id: 'lb', name: 'LB' }];
      d.loop.body[2]!['saves'] = { od: { reading: 'absorbance', wells: ['A2'], process: ['pathlength'] } };
      d.steps.unshift(decision('run.deviations > 0', [{ id: 'fill', kind: 'operator', instruction: 'Fill.', transfers }]));
    }),
    path: '/steps/2/body/2/saves/od/process/0',
    says: /into A2 of "plate"/,
    options: { fleet: growthFleet },
  },
  {
    code: 'E_CAPABILITY',
    fault: 'an option that no instrument knows',
    document: changed((d) => (stepOf(d, 1)['options'] = { orbit: 'wide' })),
    path: '/steps/0/moves/0/to',
    says: /heater-shaker knows no option "orbit" for shaking_incubation; it knows none/,
  },
];

describe('each code of the compiler', () => {
  const fleet = { instruments: [instrument()] };

  it('the sound protocol has no finding', () => {
    expect(compile(soundDocument(), { fleet }).diagnostics).toEqual([]);
    expect(compile(soundDocument(), { fleet }).plan).not.toBeNull();
  });

  it.each(DiagnosticCodes.map((code) => [code, golden[code].fault] as const))('%s: %s', (code) => {
    const { document, path, says, options } = golden[code];
    const { plan, diagnostics } = compile(document, { fleet, ...options });
    expect(diagnostics.map((each) => each.code)).toEqual([code]);
    expect(diagnostics[0]).toMatchObject({
      path,
      message: expect.stringMatching(says) as unknown,
      severity: code.startsWith('E_') ? 'error' : 'warning',
    });
    expect(plan === null).toBe(code.startsWith('E_'));
  });

  it.each(further.map(({ code, fault }, i) => [code, fault, i] as const))('%s: %s', (code, _, i) => {
    const { document, path, says, options } = further[i] as Golden;
    const { plan, diagnostics } = compile(document, { fleet, ...options });
    expect(plan).toBeNull();
    expect(diagnostics.map((each) => [each.code, each.path])).toEqual([[code, path]]);
    expect(diagnostics[0]?.message).toMatch(says);
  });

  it.each([
    ['E_UNIT', 'write {value: 45, unit: Cel}'],
    ['E_VAGUE', 'write {value: 16, unit: h}, if that is meant'],
    ['E_REF', 'did you mean "shake"?'],
    ['E_SCHEMA', 'did you mean "duration"?'],
  ] as const)('%s suggests: %s', (code, suggestion) => {
    const document =
      code === 'E_SCHEMA'
        ? changed((d) => {
            delete stepOf(d, 1)['duration'];
            stepOf(d, 1)['durration'] = { value: 2, unit: 'min' };
          })
        : golden[code].document;
    expect(compile(document, { fleet }).diagnostics[0]?.suggestion).toBe(suggestion);
  });

  it('two instruments cure what one cannot hold', () => {
    const instruments = [instrument(), instrument({ id: 'second', manifest: second })];
    expect(compile(golden.E_CAPACITY.document, { fleet: { instruments } }).plan?.bindings).toEqual({
      shaker: 'heater-shaker',
      second: 'second',
    });
  });
});
