import { stringify } from 'yaml';
import { embeddedLab } from './fixtures/embedded-lab';
import { decision, fleet as growthFleet, growth, pause, type GrowthDocument } from './fixtures/growth-document';
import { compileText, parseProtocol, type CompileOptions, type DiagnosticCode } from './index';

type Json = Record<string, unknown>;
const step = (d: GrowthDocument, index: number) => d.steps[index] as Json;
const operator = (more: Json): Json => ({ id: 'extra', kind: 'operator', instruction: 'Do it.', ...more });
const add = (more: Json) => (d: GrowthDocument) => void d.steps.push(operator(more));
const transfer = (more: Json) =>
  add({ transfers: [{ material: 'medium', to: 'plate', wells: ['A1'], volume: { value: 1, unit: 'uL' }, ...more }] });
const inBody = (index: number, change: (step: Json) => void) => (d: GrowthDocument) => change(d.loop.body[index] as Json);
const vial = (options: Json) => (d: GrowthDocument) => {
  d.labware.push({ id: 'vial', type: 'vial-20ml' });
  const dose = { capability: 'dosing', labware: 'vial', with: { volume: { value: 100, unit: 'uL' } }, options };
  d.steps.push(
    { id: 'vial_in', kind: 'operator', moves: [{ labware: 'vial', to: 'bioreactor' }] },
    { id: 'dose', kind: 'operation', ...dose },
  );
};

interface Slip {
  readonly what: string;
  readonly change: (d: GrowthDocument) => unknown;
  readonly code: DiagnosticCode;
  /** What stands in the text where the finding points. */
  readonly at: string;
  readonly suggestion: string;
  readonly options?: Partial<CompileOptions>;
}

/** One slip for each kind of name and word that a protocol can get wrong, and what the finding offers. */
const slips: readonly Slip[] = [
  { what: 'a field of the protocol', change: (d) => (d['purpos'] = 'x'), code: 'E_SCHEMA', at: 'purpos:', suggestion: 'did you mean "purpose"?' },
  { what: 'a field of a step', change: inBody(0, (s) => (s['onEror'] = 'hold')), code: 'E_SCHEMA', at: 'onEror:', suggestion: 'did you mean "onError"?' },
  { what: 'a kind of step', change: (d) => (step(d, 2)['kind'] = 'opertor'), code: 'E_SCHEMA', at: 'kind: opertor', suggestion: 'did you mean "operator"?' },
  { what: 'a capability', change: inBody(0, (s) => (s['capability'] = 'shaking_incubaton')), code: 'E_SCHEMA', at: 'capability:', suggestion: 'did you mean "shaking_incubation"?' },
  { what: 'an argument', change: inBody(2, (s) => (s['with'] = { wavelenghts: [{ value: 600, unit: 'nm' }] })), code: 'E_SCHEMA', at: 'wavelenghts:', suggestion: 'did you mean "wavelengths"?' },
  { what: 'an option', change: vial({ pmup: 'media' }), code: 'E_CAPABILITY', at: 'to: bioreactor', suggestion: 'did you mean "pump"?', options: { fleet: embeddedLab } },
  { what: 'a word of an option', change: vial({ pump: 'meida' }), code: 'E_CAPABILITY', at: 'to: bioreactor', suggestion: 'did you mean "media"?', options: { fleet: embeddedLab } },
  { what: 'a quantity kind', change: (d) => ((d.parameters[0] as Json)['quantity'] = 'optical_densty'), code: 'E_SCHEMA', at: 'quantity:', suggestion: 'did you mean "optical_density"?' },
  { what: 'a role of a person', change: add({ role: 'tecnician' }), code: 'E_SCHEMA', at: 'role: tecnician', suggestion: 'did you mean "technician"?' },
  { what: 'an answer to trouble', change: (d) => (d.loop['otherwise'] = 'hodl'), code: 'E_SCHEMA', at: 'otherwise:', suggestion: 'did you mean "hold"?' },
  { what: 'a kind of evidence', change: add({ evidence: [{ kind: 'barcod', of: 'plate' }] }), code: 'E_SCHEMA', at: 'kind: barcod', suggestion: 'did you mean "barcode"?' },
  { what: 'a correction', change: inBody(2, (s) => (s['saves'] = { od: { reading: 'absorbance', wells: { role: 'sample' }, process: ['blnk'] } })), code: 'E_SCHEMA', at: 'blnk', suggestion: 'did you mean "blank"?' },
  { what: 'a step to wait for', change: (d) => (step(d, 2)['after'] = ['lop']), code: 'E_REF', at: 'lop', suggestion: 'did you mean "loop"?' },
  { what: 'a step of a window', change: (d) => (step(d, 2)['timing'] = [{ after: 'lop.end', atMost: { value: 1, unit: 'h' }, onMissed: 'hold' }]), code: 'E_REF', at: 'after: lop.end', suggestion: 'did you mean "loop"?' },
  { what: 'a step without the point of a window', change: (d) => (step(d, 2)['timing'] = [{ after: 'loop', atMost: { value: 1, unit: 'h' }, onMissed: 'hold' }]), code: 'E_SCHEMA', at: 'after: loop', suggestion: 'write loop.end or loop.start' },
  { what: 'labware that is moved', change: add({ moves: [{ labware: 'plte', to: 'shaker' }] }), code: 'E_REF', at: 'labware: plte', suggestion: 'did you mean "plate"?' },
  { what: 'a labware type', change: (d) => ((d.labware[0] as Json)['type'] = 'plate-96-claer-flat'), code: 'E_LABWARE', at: 'type:', suggestion: 'did you mean "plate-96-clear-flat"?' },
  { what: 'a cover', change: add({ covers: [{ labware: 'plate', cover: 'breathable-flim' }] }), code: 'E_LABWARE', at: 'cover: breathable-flim', suggestion: 'did you mean "breathable-film"?' },
  { what: 'a well in lower case', change: transfer({ wells: ['a1'] }), code: 'E_LABWARE', at: 'a1', suggestion: 'did you mean "A1"?' },
  { what: 'a well with a zero', change: inBody(2, (s) => (s['saves'] = { od: { reading: 'absorbance', wells: ['B01'] } })), code: 'E_LABWARE', at: 'B01', suggestion: 'did you mean "B1"?' },
  { what: 'a material', change: transfer({ material: 'medum' }), code: 'E_REF', at: 'material: medum', suggestion: 'did you mean "medium"?' },
  { what: 'the material of a lot', change: add({ evidence: [{ kind: 'lot', of: 'medum' }] }), code: 'E_REF', at: 'of: medum', suggestion: 'did you mean "medium"?' },
  { what: 'a parameter of a quantity', change: (d) => (step(d, 2)['duration'] = { param: 'dnse' }), code: 'E_REF', at: 'param: dnse', suggestion: 'did you mean "dense"?' },
  { what: 'a reading of a capability', change: inBody(2, (s) => (s['saves'] = { od: { reading: 'absorbence', wells: { role: 'sample' } } })), code: 'E_REF', at: 'reading: absorbence', suggestion: 'did you mean "absorbance"?' },
  { what: 'the role of wells', change: inBody(2, (s) => (s['saves'] = { od: { reading: 'absorbance', wells: { role: 'smaple' } } })), code: 'E_LABWARE', at: 'role: smaple', suggestion: 'did you mean "sample"?' },
  { what: 'a reading that is expected', change: (d) => (step(d, 2)['expect'] = { reading: 'do', max: { value: 1, unit: '{AU}' }, otherwise: 'hold' }), code: 'E_REF', at: 'reading: do', suggestion: 'did you mean "od"?' },
  { what: 'a parameter in a condition', change: (d) => (d.loop['until'] = 'readings.od.median >= params.dens'), code: 'E_CHECK', at: 'params.dens', suggestion: 'did you mean "params.dense"?' },
  { what: 'a reading in a condition', change: (d) => (d.loop['until'] = 'readings.odd.median >= params.dense'), code: 'E_CHECK', at: 'readings.odd', suggestion: 'did you mean "readings.od"?' },
  { what: 'a value of a reading', change: (d) => (d.loop['until'] = 'readings.od.medain >= params.dense'), code: 'E_CHECK', at: 'medain', suggestion: 'did you mean "median"?' },
  { what: 'a value that is called', change: (d) => (d.loop['until'] = 'readings.od.median() >= params.dense'), code: 'E_CHECK', at: 'readings.od.median()', suggestion: 'write median without ()' },
  { what: 'a variable', change: (d) => (d.loop['until'] = 'reading.od.median >= params.dense'), code: 'E_CHECK', at: 'reading.od', suggestion: 'did you mean "readings"?' },
  { what: 'a value of the run', change: (d) => d.steps.push(decision('run.deviatons > 2', [pause('later')])), code: 'E_CHECK', at: 'deviatons', suggestion: 'did you mean "deviations"?' },
  { what: 'a kind in a condition', change: (d) => (d.loop['until'] = 'readings.od.median >= optical_densty(0.6, "{AU}")'), code: 'E_CHECK', at: 'optical_densty(', suggestion: 'did you mean "optical_density"?' },
  { what: 'a unit in a condition', change: (d) => (d.loop['until'] = 'readings.od.median >= optical_density(0.6, "AU")'), code: 'E_CHECK', at: 'optical_density(', suggestion: 'write the unit as "{AU}"' },
  { what: 'a unit as people write it', change: (d) => (step(d, 2)['duration'] = { value: 3, unit: 'minuts' }), code: 'E_UNIT', at: 'unit: minuts', suggestion: 'write {value: 3, unit: min}' },
  { what: 'the unit of a number that people bring', change: add({ evidence: [{ kind: 'number', unit: 'celcius' }] }), code: 'E_UNIT', at: 'unit: celcius', suggestion: 'write the unit as Cel' },
  { what: 'an id with capitals', change: (d) => (step(d, 2)['id'] = 'Take Off'), code: 'E_SCHEMA', at: 'id: Take Off', suggestion: 'write take_off' },
  { what: 'a version', change: (d) => (d['version'] = 'v1.2'), code: 'E_SCHEMA', at: 'version: v1.2', suggestion: 'write 1.2.0' },
  { what: 'a value that is given', change: () => undefined, code: 'E_PARAMETER', at: 'parameters:', suggestion: 'did you mean "dense"?', options: { parameters: { desne: { value: 0.5, unit: '{AU}' } } } },
  { what: 'a role that is bound', change: () => undefined, code: 'E_CAPABILITY', at: 'steps:', suggestion: 'did you mean "shaker"?', options: { bindings: { shakr: 'heater-shaker' } } },
  { what: 'an instrument that is bound', change: () => undefined, code: 'E_CAPABILITY', at: 'to: shaker', suggestion: 'did you mean "heater-shaker"?', options: { bindings: { shaker: 'heater-shakr' } } },
]; // prettier-ignore

describe('a name that is not known', () => {
  const document = (change: Slip['change']) =>
    growth((d) => {
      d['materials'] = [{ id: 'medium', name: 'LB' }];
      change(d);
    });
  const texts = [
    ['YAML', (value: unknown) => stringify(value, { lineWidth: 0 })],
    ['JSON', (value: unknown) => JSON.stringify(value, null, 2)],
  ] as const;

  it.each(slips.map((slip) => [slip.what, slip] as const))('%s: is found in its place, with what was probably meant', (_, slip) => {
    const { change, code, at, suggestion, options } = slip;
    for (const [format, write] of texts) {
      const text = write(document(change));
      const { plan, diagnostics } = compileText(text, { fleet: growthFleet, ...options });
      expect([format, plan]).toEqual([format, null]);
      const found = diagnostics.find((each) => each.suggestion === suggestion);
      expect(found ?? diagnostics).toMatchObject({ code, suggestion });
      const { line = 0, column = 0 } = found?.position ?? {};
      const rest = text.split('\n')[line - 1]?.slice(column - 1) ?? '';
      const plain = rest.replaceAll(/\\?["']/g, '');
      expect([format, plain.startsWith(at.replaceAll('"', '')) ? at : plain]).toEqual([format, at]);
    }
  });

  it('is said with what is allowed, where that is a list', () => {
    for (const { change, code, suggestion, options } of slips.filter((each) => each.suggestion.startsWith('did you mean'))) {
      const { diagnostics } = compileText(texts[0][1](document(change)), { fleet: growthFleet, ...options });
      const found = diagnostics.find((each) => each.code === code && each.suggestion === suggestion);
      expect([suggestion, found?.allowed?.length ?? 0]).not.toEqual([suggestion, 0]);
    }
  });

  it('is read from YAML as from an object', () => {
    const { document: read } = parseProtocol(texts[0][1](document(() => undefined)));
    expect(read).toEqual(document(() => undefined));
  });
});
