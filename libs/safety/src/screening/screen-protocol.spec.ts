import { screenProtocol } from './screen-protocol';

const document = (change: object = {}) => ({
  schema: 'labwright.dev/protocol/v1',
  name: 'growth',
  version: '1.0.0',
  title: 'Growth',
  biosafety: { level: 1, organisms: [] },
  steps: [{ id: 'rest', kind: 'wait', duration: { value: 1, unit: 'min' } }],
  ...change,
});
const operator = (change: object) => ({ steps: [{ id: 'load', kind: 'operator', ...change }] });
const subject = (change: object) => screenProtocol(document(change)).findings.map(({ path }) => path);

describe('screening of a protocol', () => {
  it('finds nothing in a plain one', () => {
    expect(screenProtocol(document())).toMatchObject({ outcome: 'clear', findings: [] });
  });

  it.each<[string, object, string]>([
    ['the name', { name: 'yersinia_pestis' }, '/name'],
    ['the title', { title: 'Y. pestis' }, '/title'],
    ['the purpose', { purpose: 'To grow Y. pestis.' }, '/purpose'],
    ['a source', { sources: [{ title: 'On Y. pestis' }] }, '/sources/0/title'],
    ['an organism', { biosafety: { level: 1, organisms: [{ name: 'Yersinia pestis', riskGroup: 1 }] } }, '/biosafety/organisms/0/name'],
    ['the registration', { biosafety: { registration: { basis: 'Y. pestis rule', reference: 'x' } } }, '/biosafety/registration/basis'],
    ['a material', { materials: [{ id: 'm', name: 'Y. pestis stock' }] }, '/materials/0/name'],
    ['a code of a material', { materials: [{ id: 'm', name: 'VX' }] }, '/materials/0/name'],
    ['a hazard', { materials: [{ id: 'm', name: 'x', hazards: ['Y. pestis'] }] }, '/materials/0/hazards/0'],
    ['a sample', { labware: [{ id: 'p', layout: { A1: { role: 'sample', sample: 'Y-pestis-7' } } }] }, '/labware/0/layout/A1/sample'],
    ['a parameter', { parameters: [{ id: 'p', title: 'dose of ricin' }] }, '/parameters/0/title'],
    ['an instruction', operator({ instruction: 'Take the ricin.' }), '/steps/0/instruction'],
    ['what is said', operator({ say: 'Take the ricin.' }), '/steps/0/say'],
    ['a reason', operator({ why: 'Because of ricin.' }), '/steps/0/why'],
    ['a prompt', operator({ evidence: [{ kind: 'text', prompt: 'How much ricin?' }] }), '/steps/0/evidence/0/prompt'],
    ['what a photo shows', operator({ evidence: [{ kind: 'photo', expect: 'ricin in the tube' }] }), '/steps/0/evidence/0/expect'],
    ['an id', { steps: [{ id: 'ricin_in', kind: 'wait' }] }, '/steps/0/id'],
    ['a name of a field', operator({ saves: { ricin: { reading: 'absorbance' } } }), '/steps/0/saves/ricin'],
    ['a nested step', { steps: [{ id: 'r', kind: 'repeat', body: [{ id: 'x', say: 'ricin' }] }] }, '/steps/0/body/0/say'],
    ['a field that no protocol has', { extra: { 'a/b': ['ricin'] } }, '/extra/a~1b/0'],
  ])('reads %s', (_title, change, path) => {
    expect(subject(change)).toContain(path);
  });

  it.each([
    ['nothing', null],
    ['a text', 'ricin'],
    ['a list', ['ricin']],
    ['a number', 7],
  ])('takes %s for a document', (_title, given) => {
    expect(['clear', 'hold']).toContain(screenProtocol(given).outcome);
  });

  it('stops where nobody reads on', () => {
    const many = Array.from({ length: 5_000 }, (_each, i) => ({ id: `ricin_${i}`, kind: 'wait' }));
    expect(screenProtocol(document({ steps: many })).findings).toHaveLength(200);
  });

  it('holds what is nested too deep to be read', () => {
    let deep: unknown = 'water';
    for (let i = 0; i < 10_000; i++) deep = [deep];
    expect(screenProtocol(deep).findings).toMatchObject([{ rule: 'unscreened.depth', severity: 'hold' }]);
  });
});
