import { soundDocument } from './fixtures/protocol-document';
import { instrument } from './fixtures/heater-shaker.manifest';
import { compile, compileText } from './index';

const fleet = { instruments: [instrument()] };
const MB = 1024 * 1024;

/** Nested objects or lists as JSON text. */
const levels = (count: number, open: string, close: string) => open.repeat(count) + '0' + close.repeat(count);
/** Repeats in each other. */
function repeats(depth: number): unknown {
  let steps: unknown[] = [{ id: 'innermost', kind: 'wait', duration: { value: 1, unit: 's' } }];
  for (let i = 0; i < depth; i += 1)
    steps = [
      {
        id: `loop${i}`,
        kind: 'repeat',
        body: steps,
        until: 'run.deviations > 1',
        maxAge: { value: 1, unit: 'h' },
        atMost: { value: 1, unit: 'd' },
        otherwise: 'hold',
      },
    ];
  return { ...soundDocument(), steps };
}
const spread = (count: number, item: (i: number) => string) => Array.from({ length: count }, (_, i) => item(i)).join('');

describe('a document that is made to break the compiler', () => {
  it.each([
    ['100 lists in each other, as JSON', levels(100, '[', ']'), 'nested deeper than 48 levels'],
    ['100 objects in each other, as JSON', levels(100, '{"steps":', '}'), 'nested deeper than 48 levels'],
    ['100 levels of YAML', spread(100, (i) => `${' '.repeat(i)}steps:\n`), 'nested deeper than 48 levels'],
    ['a million lists in each other', levels(1_000_000, '[', ']'), 'nested deeper than 48 levels'],
    ['a million objects that never close', '{"a":'.repeat(1_000_000), 'nested deeper than 48 levels'],
    ['100 repeats in each other', JSON.stringify(repeats(100)), 'nested deeper than 48 levels'],
    ['12 repeats in each other', JSON.stringify(repeats(12)), 'nested 9 steps deep; at most 8 are allowed'],
    ['10 MB and a byte', `{"a": "${'x'.repeat(10 * MB)}"}`, 'larger than 10485760 bytes'],
    ['10 MB of one text', `{"name": "${'x'.repeat(10 * MB - 100)}"}`, 'is too large: string of at most 64'],
    ['10 MB of small values', `[${'0,'.repeat(5 * MB - 10)}0]`, 'too many parts for a protocol'],
    ['10 MB of line ends', '\n'.repeat(10 * MB), 'too many parts'],
    ['10 MB of quotes', '"'.repeat(10 * MB), 'too many parts'],
  ])('%s, ends in a diagnostic that says so, with a place', (_, text, says) => {
    const { plan, diagnostics } = compileText(text, { fleet });
    expect(plan).toBeNull();
    expect(diagnostics.map(({ message }) => message).join('\n')).toContain(says);
    for (const { code, position } of diagnostics)
      expect([code, position === undefined]).toEqual([expect.stringMatching(/^E_/) as unknown, false]);
  });

  it('with thirty thousand unknown fields, finds each of them, in their order', () => {
    const fields = Object.fromEntries(Array.from({ length: 30_000 }, (_, i) => [`f${i}`, i]));
    const { plan, diagnostics } = compile({ ...soundDocument(), ...fields }, { fleet });
    expect(plan).toBeNull();
    expect(diagnostics.map(({ path }) => path)).toEqual(Object.keys(fields).map((name) => `/${name}`));
  });

  it('as an object that has itself in it, ends in a diagnostic', () => {
    const document: Record<string, unknown> = soundDocument();
    document['purpose'] = document;
    expect(compile(document, { fleet })).toMatchObject({ plan: null, diagnostics: [{ code: 'E_SCHEMA' }] });
  });
});
