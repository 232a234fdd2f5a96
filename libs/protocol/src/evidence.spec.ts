import { decision, fleet as growthFleet, growth, move } from './fixtures/growth-document';
import { instrument } from './fixtures/heater-shaker.manifest';
import { changed, stepOf, type soundDocument } from './fixtures/protocol-document';
import { compile, type CompileOptions } from './index';

type Document = ReturnType<typeof soundDocument>;

function findings(change: (document: Document) => void, options: Partial<CompileOptions> = {}): readonly string[] {
  const { diagnostics } = compile(changed(change), { fleet: { instruments: [instrument()] }, ...options });
  return diagnostics.map(({ code, path }) => `${code} ${path}`);
}

const fill = (id: string, more: object = {}) => ({
  id,
  kind: 'operator',
  instruction: 'Pipette.',
  transfers: [{ material: 'water', to: 'other', wells: ['A1'], volume: { value: 10, unit: 'uL' } }],
  ...more,
});
const lot = { evidence: [{ kind: 'lot', of: 'water' }] };

describe('the barcode of labware', () => {
  const scan = (more: object) => ({
    id: 'scan',
    kind: 'operator',
    instruction: 'Scan.',
    evidence: [{ kind: 'barcode', of: 'plate' }],
    ...more,
  });

  it('is read where it is in somebody’s hands, or alone on the bench', () => {
    expect(findings((d) => d.steps.push(scan({})))).toEqual([]);
    expect(findings((d) => (stepOf(d, 2)['evidence'] = [{ kind: 'barcode', of: 'plate' }]))).toEqual([]);
  });

  it('is not read inside of an instrument, nor while other labware is handled', () => {
    expect(findings((d) => d.steps.splice(1, 0, scan({})))).toEqual(['E_CHECK /steps/1/evidence/0/of']);
    expect(findings((d) => d.steps.push(scan({ covers: [{ labware: 'other', cover: 'lid' }] })))).toEqual([
      'E_CHECK /steps/4/evidence/0/of',
    ]);
  });
});

describe('a hazardous material', () => {
  const hazardous = (d: Document, more: object) => {
    d.materials[0] = { ...d.materials[0], hazards: ['corrosive'] };
    d.steps.unshift(fill('fill', more));
  };

  it('is handled in a step that says what to wear', () => {
    expect(findings((d) => hazardous(d, {}))).toEqual(['E_CHECK /steps/0/transfers/0/material']);
    expect(findings((d) => hazardous(d, { ppe: [] }))).toEqual(['E_CHECK /steps/0/transfers/0/material']);
    expect(findings((d) => hazardous(d, { ppe: ['gloves'] }))).toEqual([]);
  });
});

describe('the lot of a material', () => {
  const required = (d: Document) => (d.materials[0] = { ...d.materials[0], lot: 'required' });

  it('that is required is named before the first use or with it', () => {
    expect(findings((d) => (required(d), d.steps.unshift(fill('fill'))))).toEqual(['E_CHECK /steps/0/transfers/0/material']);
    expect(findings((d) => (required(d), d.steps.unshift(fill('fill', lot))))).toEqual([]);
    expect(findings((d) => (required(d), d.steps.unshift(fill('fill', lot), fill('more'))))).toEqual([]);
    expect(findings((d) => (required(d), d.steps.unshift(fill('fill'), fill('more', lot))))).toEqual([
      'E_CHECK /steps/0/transfers/0/material',
    ]);
  });

  it('that only one case of a decision asks for is not surely named', () => {
    const steps = [decision('run.deviations > 0', [fill('fill', lot)]), fill('more')];
    expect(findings((d) => (required(d), d.steps.unshift(...steps)))).toEqual(['E_CHECK /steps/1/transfers/0/material']);
  });

  it('that is asked for too late is taken to be the same', () => {
    expect(findings((d) => d.steps.unshift(fill('fill'), fill('more', lot)))).toEqual(['W_ASSUMPTION /steps/0/transfers/0/material']);
    expect(findings((d) => d.steps.unshift(fill('fill'), fill('more')))).toEqual([]);
  });
});

describe('the same evidence', () => {
  it('is not asked for twice without telling the two apart', () => {
    const photo = (expected: string) => ({ kind: 'photo', expect: expected });
    expect(findings((d) => (stepOf(d, 0)['evidence'] = [photo('lid closed'), photo('lid closed')]))).toEqual([
      'E_CHECK /steps/0/evidence/1',
    ]);
    expect(findings((d) => (stepOf(d, 0)['evidence'] = [photo('lid closed'), photo('plate flat')]))).toEqual([]);
  });
});

describe('labware that an instrument keeps going', () => {
  const pour = (more: object = {}) => ({ ...fill('induce'), transfers: [{ ...fill('').transfers[0], to: 'plate' }], ...more });

  it('is not reached into', () => {
    expect(findings((d) => d.steps.splice(2, 0, pour()))).toEqual(['E_CONFLICT /steps/2/transfers/0/to']);
    const lid = { id: 'lid', kind: 'operator', instruction: 'Cover.', covers: [{ labware: 'plate', cover: 'lid' }] };
    expect(findings((d) => d.steps.splice(2, 0, lid))).toEqual(['E_CONFLICT /steps/2/covers/0/labware']);
  });

  it('is reached into once it has stopped, or in the step that takes it away', () => {
    const stopped = (d: Document) => ((stepOf(d, 1)['then'] = 'stop'), d.steps.splice(2, 0, pour()));
    expect(findings(stopped)).toEqual([]);
    expect(findings((d) => (d.steps[2] = pour({ moves: [{ labware: 'plate', to: 'bench' }] })))).toEqual([]);
  });
});

describe('settings that labware on one instrument has in common', () => {
  const incubate = (id: string, labware: string, celsius: number, after: string) => ({
    id,
    kind: 'operation',
    capability: 'shaking_incubation',
    labware,
    with: { temperature: { value: celsius, unit: 'Cel' }, speed: { value: 150, unit: '{rpm}' } },
    duration: { value: 5, unit: 'min' },
    after: [after],
  });
  const two = (celsius: number, after: string) =>
    findings(
      (d) => {
        const both = { id: 'load', kind: 'operator', moves: ['plate', 'other'].map((labware) => ({ labware, to: 'incubator' })) };
        d.steps = [both, incubate('one', 'plate', 37, 'load'), incubate('two', 'other', celsius, after)];
      },
      { fleet: growthFleet },
    );

  it('are equal where two operations may be under way at once', () => {
    expect(two(37, 'load')).toEqual([]);
    expect(two(30, 'load')).toEqual(['E_CONFLICT /steps/2/with']);
  });

  it('may differ one after the other', () => {
    expect(two(30, 'one')).toEqual([]);
  });
});

describe('what an author leaves open', () => {
  const silent = { ...move('to_reader', 'plate', 'reader'), duration: undefined };
  const paced = (change: object) =>
    compile(
      growth((d) => {
        d.loop.body[1] = { ...silent };
        delete d.loop.body[1]['duration'];
        Object.assign(d.loop, change);
      }),
      { fleet: growthFleet },
    ).diagnostics.map(({ code, severity, path }) => `${severity} ${code} ${path}`);

  it('is told where the length of a step decides whether a pace or a window is kept, and only there', () => {
    expect(paced({})).toEqual([]);
    expect(paced({ every: { value: 1, unit: 'h' } })).toEqual(['info W_ASSUMPTION /steps/1/body/1']);
    const timing = [{ after: 'load.start', atMost: { value: 1, unit: 'h' }, onMissed: 'hold' }];
    expect(findings((d) => (stepOf(d, 2)['timing'] = timing))).toEqual(['W_ASSUMPTION /steps/0']);
    expect(findings((d) => (stepOf(d, 2)['timing'] = [{ ...timing[0], after: 'load.end' }]))).toEqual([]);
  });
});

describe('an overdue calibration', () => {
  const on = (due: string, options: Partial<CompileOptions> = {}) =>
    findings(() => undefined, { today: '2026-11-29', fleet: { instruments: [instrument({ calibrationDue: due })] }, ...options });

  it('warns from the day after, or keeps the instrument out where policy says so', () => {
    expect(on('2026-11-29')).toEqual([]);
    expect(on('2026-11-28')).toEqual(['W_CALIBRATION /steps/0/moves/0/to']);
    expect(on('2026-11-28', { policy: { overdueCalibration: 'block' } })).toEqual(['E_CAPABILITY /steps/0/moves/0/to']);
  });

  it('lets another instrument go first', () => {
    const instruments = [instrument({ id: 'a', calibrationDue: '2026-01-01' }), instrument({ id: 'b' })];
    const { plan, diagnostics } = compile(
      changed(() => undefined),
      { today: '2026-11-29', fleet: { instruments } },
    );
    expect(diagnostics).toEqual([]);
    expect(plan?.bindings).toEqual({ shaker: 'b' });
  });
});

describe('a simulated run in a lab with real instruments', () => {
  it('is told, with who does what', () => {
    const real = instrument({ id: 'r', simulated: false });
    const change = (d: Document) =>
      d.steps.splice(1, 0, { id: 'load_other', kind: 'operator', moves: [{ labware: 'other', to: 'second' }] });
    const { diagnostics } = compile(changed(change), { fleet: { instruments: [real, instrument({ id: 's' }), instrument({ id: 't' })] } });
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      expect.stringMatching(
        /^W_ASSUMPTION everything is simulated: shaker on s, second on t; of the real instruments r could be shaker, r could be second/,
      ),
    ]);
  });
});
