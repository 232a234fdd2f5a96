import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { decision, fleet, growth, pause } from '../fixtures/growth-document';
import { compile, compileDraft, draftOf, DraftSchema, parseProtocol, ProtocolSchema, readDraft, type Draft } from '../index';
import { draftJsonSchema } from './draft.schema';

type Json = Record<string, unknown>;
const LIBRARY = join(__dirname, '../../../../protocols');
const library = readdirSync(LIBRARY, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const documents: readonly (readonly [string, unknown])[] = [
  ...library.map(({ name }) => [name, parseProtocol(readFileSync(join(LIBRARY, name, 'protocol.yaml'), 'utf8')).document] as const),
  ['a decision in a repeat', growth((d) => d.loop.body.push(decision('run.deviations > 2', [pause('later')], [pause('else_later')])))],
];

/** The draft of the growth protocol, with one change. */
function draft(change: (draft: Json & { steps: Json[] }) => void = () => undefined): Draft {
  const made = structuredClone(draftOf(ProtocolSchema.parse(growth())));
  change(made as unknown as Json & { steps: Json[] });
  return made;
}

describe('a protocol as a draft', () => {
  it.each(documents)('%s: fits the schema of drafts, and comes back as it was', (_, document) => {
    const made = draftOf(ProtocolSchema.parse(document));
    expect(DraftSchema.safeParse(made).success).toBe(true);
    const back = readDraft(JSON.parse(JSON.stringify(made)));
    expect(back.diagnostics).toEqual([]);
    expect(back.document).toEqual(document);
  });

  it('has the same plan as the protocol itself', () => {
    const { plan } = compileDraft(draft(), { fleet });
    expect(plan).not.toBeNull();
    expect(plan).toEqual(compile(growth(), { fleet }).plan);
  });
});

/** Anything that fits a JSON Schema of the strict subset. Names are few, so that they meet. */
function fitting(schema: Json): fc.Arbitrary<unknown> {
  const { type, anyOf, items, properties } = schema;
  const options = schema['enum'];
  if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map((option) => fitting(option as Json)));
  if (Array.isArray(options)) return fc.constantFrom(...(options as unknown[]));
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(type)) return fc.option(fitting({ type: type[0] }), { nil: null });
  if (type === 'string')
    return fc.oneof(fc.constantFrom('a', 'b', 'loop', 'plate', '__proto__', 'Cel', 'min', 'toString', ''), fc.string({ maxLength: 6 }));
  if (type === 'number') return fc.oneof(fc.constantFrom(0, 1, 2, -1, 37, 0.5), fc.double({ noNaN: true, noDefaultInfinity: true }));
  if (type === 'boolean') return fc.boolean();
  if (type === 'array') return fc.array(fitting(items as Json), { maxLength: 3 });
  if (type === 'object')
    return fc.record(Object.fromEntries(Object.entries(properties as Json).map(([name, each]) => [name, fitting(each as Json)])));
  return fc.constant(null);
}

const places = (value: unknown): readonly { parent: Json; key: string }[] =>
  typeof value === 'object' && value !== null
    ? Object.keys(value).flatMap((key) => [{ parent: value as Json, key }, ...places((value as Json)[key])])
    : [];

describe('any draft', () => {
  it('that fits the schema has a document or a finding, and never makes the compiler throw', () => {
    const seen = { documents: 0, findings: 0 };
    fc.assert(
      fc.property(fitting(draftJsonSchema() as Json), (value) => {
        expect(DraftSchema.safeParse(value).success).toBe(true);
        const { document, plan, diagnostics } = compileDraft(value, { fleet });
        if (document) seen.documents += 1;
        else seen.findings += 1;
        expect(plan === null).toBe(diagnostics.some(({ severity }) => severity === 'error'));
      }),
      { numRuns: 120, seed: 6 },
    );
    expect(seen.documents).toBeGreaterThan(20);
    expect(seen.findings).toBeGreaterThan(20);
  });

  it('that is nearly sound has findings whose places are in it, or beside something in it', () => {
    const words = [null, 'a', 'loop', 'shake', 'read', 'case', 'else', 'body', 7, true, [], {}];
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.constantFrom(...words)), { minLength: 1, maxLength: 4 }), (changes) => {
        const value = draft((each) => {
          for (const [where, into] of changes) {
            const all = places(each);
            const { parent, key } = all[where % all.length] ?? { parent: {}, key: '' };
            parent[key] = structuredClone(into);
          }
        });
        const { plan, diagnostics } = compileDraft(value, { fleet });
        expect(plan === null).toBe(diagnostics.some(({ severity }) => severity === 'error'));
        for (const { path } of diagnostics) {
          const segments = path.split('/').slice(1);
          const found = segments.slice(0, -1).reduce<unknown>((at, segment) => (at as Json | undefined)?.[segment], value);
          expect([path, found === undefined]).toEqual([path, false]);
        }
      }),
      { numRuns: 120, seed: 6 },
    );
  });

  it.each([[null], [7], ['text'], [[]], [{}], [{ steps: 'all' }]])('%j is none, and says so', (value) => {
    const { document, plan, diagnostics } = compileDraft(value, { fleet });
    expect([document, plan]).toEqual([null, null]);
    expect(diagnostics.every(({ code }) => code === 'E_SCHEMA')).toBe(true);
    expect(diagnostics).not.toEqual([]);
  });
});

describe('a finding of a draft', () => {
  const step = (d: { steps: Json[] }, id: string) => d.steps.find((each) => each['id'] === id) ?? {};

  it.each<[string, (d: Json & { steps: Json[] }) => void, string, string]>([
    ['a speed', (d) => ((step(d, 'shake')['with'] as Json[])[1]!['value'] = 1e9), 'E_RANGE', '/steps/2/with/1/value'],
    [
      'a wavelength in a list',
      (d) => (((step(d, 'read')['with'] as Json[])[0]!['list'] as Json[])[0]!['unit'] = 'Cel'),
      'E_UNIT',
      '/steps/4/with/0/list/0/unit',
    ],
    ['a save', (d) => ((step(d, 'read')['saves'] as Json[])[0]!['reading'] = 'absorbence'), 'E_REF', '/steps/4/saves/0/reading'],
    [
      'a well of a layout',
      (d) => (((d['labware'] as Json[])[0]!['layout'] as Json[])[0]!['name'] = 'Z9'),
      'E_LABWARE',
      '/labware/0/layout/0',
    ],
    ['a condition', (d) => (step(d, 'loop')['until'] = 'readings.od.median >= params.dens'), 'E_CHECK', '/steps/1/until'],
    ['what is not there', (d) => (step(d, 'loop')['atMost'] = null), 'E_NO_TERMINATION', '/steps/1/atMost'],
    [
      'a list beside a value',
      (d) => Object.assign((step(d, 'shake')['with'] as Json[])[0]!, { list: [] }),
      'E_SCHEMA',
      '/steps/2/with/0/list',
    ],
    [
      'a name that is there twice',
      (d) => ((step(d, 'shake')['with'] as Json[])[1]!['name'] = 'temperature'),
      'E_SCHEMA',
      '/steps/2/with/1/name',
    ],
    ['a parent that is not there', (d) => (step(d, 'read')['parent'] = 'lop'), 'E_REF', '/steps/4/parent'],
    ['a parent without steps', (d) => (step(d, 'unload')['parent'] = 'load'), 'E_SCHEMA', '/steps/6/parent'],
    ['a step in itself', (d) => Object.assign(step(d, 'loop'), { parent: 'loop', branch: 'body' }), 'E_CYCLE', '/steps/1/parent'],
    ['a branch that the parent has not', (d) => (step(d, 'read')['branch'] = 'else'), 'E_SCHEMA', '/steps/4/branch'],
    ['a case of a repeat', (d) => (step(d, 'read')['case'] = 1), 'E_SCHEMA', '/steps/4/case'],
    ['a branch without a parent', (d) => (step(d, 'unload')['branch'] = 'body'), 'E_SCHEMA', '/steps/6/parent'],
  ])('names the place in the draft: %s', (_, change, code, path) => {
    const { plan, diagnostics } = compileDraft(draft(change), { fleet });
    expect(plan).toBeNull();
    expect(diagnostics.map((each) => [each.code, each.path])).toContainEqual([code, path]);
  });

  it.each([
    ['a case that is not there', { branch: 'case', case: 2 }, 'case', '"decide" has no case number 2'],
    ['no branch', { branch: null, case: null }, 'branch', 'in one of its cases or in its else'],
    ['an else that is not there', { branch: 'else', case: null }, 'branch', 'write else: true there'],
  ])('in a decision: %s', (_, place, field, says) => {
    const value = draft((d) => {
      const [first] = draftOf(ProtocolSchema.parse(growth((g) => g.steps.push(decision('run.deviations > 2', []))))).steps.slice(-1);
      const around = { ...first, else: null };
      d.steps.push(around, { ...step(d, 'unload'), id: 'inside', parent: 'decide', ...place });
    });
    const { document, diagnostics } = compileDraft(value, { fleet });
    expect(document).toBeNull();
    expect(diagnostics).toMatchObject([{ code: 'E_SCHEMA', path: `/steps/8/${field}`, message: expect.stringContaining(says) as unknown }]);
  });

  it('when parents go on and on, says that it is too deep, and ends', () => {
    const value = draft((d) => {
      const loop = step(d, 'loop');
      d.steps = Array.from({ length: 3_000 }, (_, i) => ({
        ...loop,
        id: `loop${i}`,
        ...(i === 0 ? {} : { parent: `loop${i - 1}`, branch: 'body' }),
      }));
    });
    const { document, diagnostics } = compileDraft(value, { fleet });
    expect(document).toBeNull();
    expect(diagnostics[0]).toMatchObject({
      code: 'E_SCHEMA',
      path: '/steps/8/parent',
      message: expect.stringContaining('more than 8') as unknown,
    });
  });
});
