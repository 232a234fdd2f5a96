import { changed, soundDocument, stepOf } from './fixtures/protocol-document';
import { heaterShaker, instrument } from './fixtures/heater-shaker.manifest';
import { compile, type CompileOptions, type FleetInstrument } from './index';

const subject = (instruments: readonly FleetInstrument[], options: Partial<CompileOptions> = {}, document: unknown = soundDocument()) => {
  const { plan, diagnostics } = compile(document, { fleet: { instruments }, ...options });
  return { bindings: plan?.bindings, found: diagnostics.map(({ code, message }) => `${code} ${message}`) };
};
const twoRoles = () =>
  changed((d) => d.steps.splice(1, 0, { id: 'load_other', kind: 'operator', moves: [{ labware: 'other', to: 'second' }] }));

describe('binding of roles to instruments', () => {
  it('takes the first that fits, by id, whatever the order of the fleet', () => {
    const fleet = ['c', 'a', 'b'].map((id) => instrument({ id }));
    expect(subject(fleet).bindings).toEqual({ shaker: 'a' });
    expect(subject([...fleet].reverse()).bindings).toEqual({ shaker: 'a' });
  });

  it('takes an explicit binding that fits, and refuses one that does not, with the reason', () => {
    const fleet = [instrument({ id: 'a' }), instrument({ id: 'b' }), instrument({ id: 'c', service: 'quarantined' })];
    expect(subject(fleet, { bindings: { shaker: 'b' } }).bindings).toEqual({ shaker: 'b' });
    expect(subject(fleet, { bindings: { shaker: 'c' } }).found).toEqual([expect.stringMatching(/^E_CAPABILITY .*c is quarantined$/)]);
    expect(subject(fleet, { bindings: { shaker: 'z' } }).found).toEqual([
      expect.stringMatching(/^E_CAPABILITY .*there is no instrument "z"$/),
    ]);
    expect(subject(fleet, { bindings: { shakr: 'b' } }).found).toEqual([
      expect.stringMatching(/^E_CAPABILITY .*no move of this protocol uses$/),
    ]);
  });

  it('when none fits, names every instrument with every reason', () => {
    const { found } = subject([
      instrument({ id: 'a', service: 'estopped' }),
      instrument({ id: 'b', limits: { 'shaking_incubation.temperature': { min: 37, max: 40 } } }),
      instrument({ id: 'c', manifest: { ...heaterShaker, capabilities: heaterShaker.capabilities.slice(1) } }),
      instrument({ id: 'd', retired: true }),
      instrument({ id: 'e', manifest: { ...heaterShaker, nests: [] }, service: 'manual' }),
    ]);
    expect(found).toEqual([
      'E_CAPABILITY no instrument can be "shaker" (shaking_incubation): a is estopped; b takes temperature 37 to 40 Cel, not 45 Cel; ' +
        'c has no shaking_incubation; d is retired; e is manual and has no nest for plate-96 ("plate")',
    ]);
    expect(subject([]).found).toEqual(['E_CAPABILITY no instrument can be "shaker" (shaking_incubation): there are no instruments']);
  });

  it('when only the labware does not fit, says so by its own code', () => {
    const low = { ...heaterShaker, nests: [{ name: 'plate', formats: ['plate-96'], maxHeightMm: 15 }] };
    expect(subject([instrument({ manifest: low })]).bindings).toEqual({ shaker: 'heater-shaker' });
    const lidded = changed((d) => (d.labware[0] = { ...d.labware[0], cover: 'lid' }));
    expect(subject([instrument({ manifest: low })], {}, lidded).found).toEqual([
      expect.stringMatching(/^E_LABWARE .*up to 15 mm high; "plate" is 16.7 mm$/),
    ]);
  });

  it('never mixes real and simulated instruments', () => {
    const real = instrument({ id: 'r', simulated: false, manifest: { ...heaterShaker, verifiedOnHardware: true } });
    const simulated = ['s', 't'].map((id) => instrument({ id }));
    expect(subject([real, ...simulated]).bindings).toEqual({ shaker: 'r' });
    expect(subject([real, ...simulated], {}, twoRoles()).bindings).toEqual({ shaker: 's', second: 't' });
    expect(subject([real, instrument({ id: 's' })], {}, twoRoles()).found).toEqual([
      expect.stringMatching(/^E_CAPABILITY only a mix of real and simulated .*shaker on r \(real\), second on s \(simulated\)$/),
    ]);
  });

  it('lets two roles share one nest only when one is over before the other begins', () => {
    const later = changed((d) => d.steps.push({ id: 'later', kind: 'operator', moves: [{ labware: 'other', to: 'second' }] }));
    expect(subject([instrument()], {}, later).bindings).toEqual({ shaker: 'heater-shaker', second: 'heater-shaker' });
    expect(subject([instrument()], {}, twoRoles()).found).toEqual([expect.stringMatching(/^E_CAPACITY/)]);
    const wide = { ...heaterShaker, nests: [...heaterShaker.nests, { name: 'right', formats: ['plate-96'], maxHeightMm: 45 }] };
    expect(subject([instrument({ manifest: wide })], {}, twoRoles()).bindings).toEqual({
      shaker: 'heater-shaker',
      second: 'heater-shaker',
    });
  });

  it('when two steps may use a nest in either order, asks for one', () => {
    const document = changed((d) => {
      d.steps.splice(1, 0, { id: 'load_other', kind: 'operator', after: [], moves: [{ labware: 'other', to: 'shaker' }] });
      stepOf(d, 2)['after'] = ['load'];
    });
    expect(subject([instrument()], {}, document).found).toEqual([
      expect.stringMatching(/^E_ORDER .*"load" and "load_other" both use heater-shaker/),
    ]);
  });

  it('uses values that are given for this run, and refuses those outside their bounds', () => {
    const warmer = subject([instrument()], { parameters: { warmth: { value: 318.15, unit: 'K' } } });
    expect(warmer.found).toEqual([]);
    expect(subject([instrument()], { parameters: { warmth: { value: 60, unit: 'Cel' } } }).found).toEqual([
      expect.stringMatching(/^E_PARAMETER .*outside 40 to 50 Cel/),
    ]);
    expect(subject([instrument()], { parameters: { warmth: { value: 1, unit: 'min' } } }).found).toEqual([
      expect.stringMatching(/^E_PARAMETER/),
    ]);
    expect(subject([instrument()], { parameters: { heat: { value: 45, unit: 'Cel' } } }).found).toEqual([
      expect.stringMatching(/^E_PARAMETER .*no parameter/),
    ]);
  });
});
