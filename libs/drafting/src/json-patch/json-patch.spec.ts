import { hasCode } from '@labwright/domain';
import { JsonPatchSchema, patched } from './json-patch';

const subject = (document: unknown, patch: unknown) => patched(document, JsonPatchSchema.parse(patch));

describe('a JSON patch', () => {
  // RFC 6902, appendix A, by its numbers.
  it.each<[string, unknown, object[], unknown]>([
    ['A.1', { foo: 'bar' }, [{ op: 'add', path: '/baz', value: 'qux' }], { baz: 'qux', foo: 'bar' }],
    ['A.2', { foo: ['bar', 'baz'] }, [{ op: 'add', path: '/foo/1', value: 'qux' }], { foo: ['bar', 'qux', 'baz'] }],
    ['A.3', { baz: 'qux', foo: 'bar' }, [{ op: 'remove', path: '/baz' }], { foo: 'bar' }],
    ['A.4', { foo: ['bar', 'qux', 'baz'] }, [{ op: 'remove', path: '/foo/1' }], { foo: ['bar', 'baz'] }],
    ['A.5', { baz: 'qux', foo: 'bar' }, [{ op: 'replace', path: '/baz', value: 'boo' }], { baz: 'boo', foo: 'bar' }],
    [
      'A.6',
      { foo: { bar: 'baz', waldo: 'fred' }, qux: { corge: 'grault' } },
      [{ op: 'move', from: '/foo/waldo', path: '/qux/thud' }],
      { foo: { bar: 'baz' }, qux: { corge: 'grault', thud: 'fred' } },
    ],
    [
      'A.7',
      { foo: ['all', 'grass', 'cows', 'eat'] },
      [{ op: 'move', from: '/foo/1', path: '/foo/3' }],
      { foo: ['all', 'cows', 'eat', 'grass'] },
    ],
    ['A.8', { baz: 'qux', foo: ['a', 2, 'c'] }, [{ op: 'test', path: '/foo/1', value: 2 }], { baz: 'qux', foo: ['a', 2, 'c'] }],
    ['A.10', { foo: 'bar' }, [{ op: 'add', path: '/child', value: { grandchild: {} } }], { foo: 'bar', child: { grandchild: {} } }],
    ['A.14', { '/': 9, '~1': 10 }, [{ op: 'test', path: '/~01', value: 10 }], { '/': 9, '~1': 10 }],
    ['A.16', { foo: ['bar'] }, [{ op: 'add', path: '/foo/-', value: ['abc', 'def'] }], { foo: ['bar', ['abc', 'def']] }],
    ['the whole', { foo: 1 }, [{ op: 'replace', path: '', value: { bar: 2 } }], { bar: 2 }],
    [
      'a copy',
      { a: [1] },
      [
        { op: 'copy', from: '/a', path: '/b' },
        { op: 'add', path: '/b/-', value: 2 },
      ],
      { a: [1], b: [1, 2] },
    ],
    ['an empty name', { '': { x: 1 } }, [{ op: 'replace', path: '//x', value: 2 }], { '': { x: 2 } }],
  ])('%s', (_title, document, patch, result) => {
    const before = structuredClone(document);
    expect(subject(document, patch)).toEqual(result);
    expect(document).toEqual(before);
  });

  it.each<[string, object[], RegExp]>([
    ['a test that fails', [{ op: 'test', path: '/steps/0', value: 'b' }], /operation 1 \(test \/steps\/0\): another value/],
    ['a place that is not there', [{ op: 'add', path: '/none/x', value: 1 }], /there is no "none"/],
    ['a field that is not there', [{ op: 'remove', path: '/none' }], /there is no "none"/],
    ['a number beyond the list', [{ op: 'add', path: '/steps/2', value: 1 }], /"2" is no place of the list; write 0 to 1/],
    ['a number with zeros', [{ op: 'remove', path: '/steps/00' }], /"00" is no place/],
    ['the end of a list that is read', [{ op: 'remove', path: '/steps/-' }], /"-" is no place/],
    ['a move into itself', [{ op: 'move', from: '/deep', path: '/deep/x' }], /into itself/],
    ['what every object inherits', [{ op: 'replace', path: '/toString', value: 1 }], /there is no "toString"/],
    ['a way through what every object inherits', [{ op: 'add', path: '/__proto__/polluted', value: 1 }], /there is no "__proto__"/],
  ])('when it has %s, changes nothing and says which operation', (_title, patch, says) => {
    const document = { steps: ['a'], deep: {} };
    let caught: unknown;
    try {
      subject(document, patch);
    } catch (error) {
      caught = error;
    }
    expect(hasCode(caught, 'INPUT_INVALID') && caught.message).toMatch(says);
    expect(document).toEqual({ steps: ['a'], deep: {} });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    ['the whole', { steps: ['x'.repeat(1_000)] }, ''],
    ['a large part', { steps: ['x'.repeat(100_000)] }, '/steps'],
  ])('when it copies %s again and again, refuses it before it has grown, and says at which operation', (_title, document, from) => {
    const patch = Array.from({ length: 40 }, (_, i) => ({ op: 'copy', from, path: `/copy${i}` }));
    expect(() => subject(document, patch)).toThrow(/^operation 10 \(copy \/copy9\): the patch copies \d{7} characters; at most 1000000\. /);
  });

  it('when a later operation fails, nothing of the earlier ones is kept', () => {
    const document = { a: 1 };
    expect(() =>
      subject(document, [
        { op: 'add', path: '/b', value: 2 },
        { op: 'remove', path: '/c' },
      ]),
    ).toThrow('operation 2');
    expect(document).toEqual({ a: 1 });
  });

  it('keeps a field of any name as a field', () => {
    const made = subject({}, [{ op: 'add', path: '/__proto__', value: { x: 1 } }]) as object;
    expect(Object.keys(made)).toEqual(['__proto__']);
    expect((made as { readonly x?: unknown }).x).toBeUndefined();
  });

  it.each([[[]], [[{ op: 'add', path: 'steps', value: 1 }]], [[{ op: 'put', path: '/a', value: 1 }]], [[{ op: 'remove', path: '/a~2' }]]])(
    '%j is none',
    (patch) => {
      expect(JsonPatchSchema.safeParse(patch).success).toBe(false);
    },
  );
});
