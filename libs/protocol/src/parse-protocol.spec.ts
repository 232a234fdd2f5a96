import { compileText, parseProtocol } from './index';
import { MAX_TEXT_BYTES } from './document-bounds';
import { instrument } from './fixtures/heater-shaker.manifest';

const fleet = { instruments: [instrument()] };
const only = (text: string | object) => {
  const { document, diagnostics } = parseProtocol(text);
  expect(document).toBeNull();
  return diagnostics.map(({ code, path, message, position }) => ({
    code,
    path,
    message,
    at: position && [position.line, position.column],
  }));
};

describe('parseProtocol', () => {
  it('reads YAML and JSON text alike, and an object as it is', () => {
    const expected = { name: 'a', steps: [{ id: 'x', n: 1.5, on: true, none: null }] };
    expect(parseProtocol('name: a\nsteps:\n  - { id: x, n: 1.5, on: true, none: null }\n').document).toEqual(expected);
    expect(parseProtocol(JSON.stringify(expected, null, '\t')).document).toEqual(expected);
    expect(parseProtocol(expected).document).toBe(expected);
  });

  it('keeps words that YAML 1.1 would turn into something else', () => {
    expect(parseProtocol('a: no\nb: 2026-01-02\nc: 12:30\nd: 0o10\n').document).toEqual({ a: 'no', b: '2026-01-02', c: '12:30', d: 8 });
  });

  it('knows where each field stands', () => {
    const { positions } = parseProtocol('name: a\nsteps:\n  - id: x\n    kind: wait\n');
    expect(positions?.at(['steps', 0, 'kind'])).toEqual({ line: 4, column: 5 });
    expect(positions?.at(['steps', 0, 'duration', 'value'])).toEqual({ line: 3, column: 5 });
  });

  it.each([
    ['a field that is there twice', 'a: 1\nb: 2\na: 3\n', /"a" is there twice, again in line 3/, [1, 1]],
    ['an anchor', 'a: &x 1\n', /anchor &x is not allowed/, [1, 1]],
    ['an alias', 'b: 1\na: *x\n', /alias|Unresolved/i, [2, 1]],
    ['a merge key of an alias', 'a: 1\nb:\n  <<: *x\n', /alias|Unresolved/i, [3, 3]],
    ['a tag', 'a: !js 1\n', /tag/i, [1, 1]],
    ['a tab as indent', 'a:\n\tb: 1\n', /tab/i, [2, 1]],
    ['a second document', 'a: 1\n---\nb: 1\n', /more than one document/, [2, 1]],
    ['an infinite number', 'b: 1\na: .inf\n', /not a finite number/, [2, 1]],
    ['a number too large for JSON', '{"a": 1e999}', /not a finite number/, [1, 2]],
    ['a field called __proto__', 'a: 1\n__proto__: {b: 1}\n', /may not be called/, [2, 1]],
    ['a number as field name', 'a: 1\n2: b\n', /field name 2 is not text/, [2, 1]],
    ['a list as field name', '? [a]\n: b\n', /field name is plain text/, [1, 3]],
    ['broken JSON', '{"a": 1,\n "b": ', /./, [2, 7]],
    ['empty text', ' \n', /empty/, [1, 1]],
    ['a list', '- a\n', /a protocol is an object/, [1, 1]],
    ['nesting deeper than the bound', `a: ${'['.repeat(60)}${']'.repeat(60)}`, /nested deeper than 48/, undefined],
    ['nesting that would overflow the parser', '['.repeat(100_000), /./, undefined],
  ] as const)('when there is %s, says so with its place', (_what, text, says, at) => {
    const [first, ...rest] = only(text);
    expect(first).toMatchObject({ code: 'E_SCHEMA', message: expect.stringMatching(says) as unknown });
    if (at) expect(first?.at).toEqual(at);
    expect(rest.length).toBeLessThan(3);
  });

  it('when tabs indent a whole protocol, says so once a tab and nothing that follows from it', () => {
    const text = 'name: a\nsteps:\n  - id: x\n\tkind: wait\n    why: b\n  - id: y\n\tkind: wait\n';
    expect(only(text).map(({ message, at }) => [message, at])).toEqual([
      ['a tab cannot indent YAML; use spaces', [4, 1]],
      ['a tab cannot indent YAML; use spaces', [7, 1]],
    ]);
  });

  it('when aliases would multiply, answers at once', () => {
    const bomb = [
      'a: &a [x, x]',
      ...'bcdefghijklmnopqrstuvwxyz'
        .split('')
        .map((c, i) => `${c}: &${c} [*${'abcdefghijklmnopqrstuvwxy'[i]}, *${'abcdefghijklmnopqrstuvwxy'[i]}]`),
    ];
    expect(only(bomb.join('\n')).length).toBe(26);
  });

  it('when the text is larger than 10 MB, does not read it', () => {
    expect(only('x'.repeat(MAX_TEXT_BYTES + 1))[0]?.message).toMatch(/larger than/);
    expect(only('µ'.repeat(MAX_TEXT_BYTES / 2 + 1))[0]?.message).toMatch(/larger than/);
  });

  it('when the text has more values than a protocol can need, stops before it builds them', () => {
    expect(only(`a: [${'1,'.repeat(600_001)}]`)[0]?.message).toMatch(/too many parts/);
  });

  it('when an object is no JSON, says where', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(only(circle)[0]?.message).toMatch(/nested deeper/);
    expect(only({ a: [undefined] })[0]).toMatchObject({
      path: '/a/0',
      message: 'a field or list item has no value; leave it out or write null',
    });
    expect(only({ a: new Date(0) })[0]).toMatchObject({ path: '/a' });
    expect(only({ a: '\ud800' })[0]).toMatchObject({ path: '/a' });
    expect(only({ a: 1n })[0]).toMatchObject({ path: '/a' });
  });

  it('gives compileText its findings', () => {
    const { plan, diagnostics } = compileText('a: &x 1\n', { fleet });
    expect(plan).toBeNull();
    expect(diagnostics).toHaveLength(1);
  });
});
