import { checkVectors } from './check-vectors';
import type { VectorAdapter } from './vector-adapter';

/** A wire of one command `A<digit>`, answered by the same bytes. */
const subject: VectorAdapter<string, string> = {
  instrument: 'Spec',
  deviceParse: (bytes) => {
    const command = Buffer.from(bytes).toString('latin1');
    return /^A\d$/.test(command) ? { accepted: true, command, fields: { n: Number(command[1]) } } : { accepted: false, error: 'E1' };
  },
  driverEncode: (command) => Buffer.from(command, 'latin1'),
  driverDecode: (bytes) => ({ reply: Buffer.from(bytes).toString('latin1'), fields: {} }),
  deviceEncode: (reply) => Buffer.from(reply, 'latin1'),
  keys: { n: { field: 'n' } },
  notApplicable: () => null,
};
const vector = (change: object) =>
  JSON.stringify({
    id: 'v1',
    instrument: 'Spec',
    direction: 'host->device',
    hex: '4131',
    class: 'canonical',
    decoded: { n: 1 },
    ...change,
  });

describe('checkVectors', () => {
  it('when bytes and values agree, counts the vector as checked in its class', () => {
    const { classes, total } = checkVectors(subject, [vector({})]);
    expect([Object.keys(classes), total]).toEqual([['canonical host->device'], { checked: 1, failed: 0, notApplicable: 0 }]);
  });

  it('when a value differs, or a refused command is accepted, says which vector failed', () => {
    const { classes } = checkVectors(subject, [vector({ decoded: { n: 2 } }), vector({ id: 'v2', class: 'reject' })]);
    expect(Object.values(classes).flatMap((each) => each.failed.map((failure) => failure.id))).toEqual(['v1', 'v2']);
  });

  it('when a file has vectors of other instruments, counts them and bears any form of theirs', () => {
    const { foreign, total } = checkVectors(subject, [JSON.stringify({ id: 'x', instrument: 'Other', direction: 'field' }), vector({})]);
    expect([foreign, total.checked]).toEqual([1, 1]);
  });

  it('when a field vector has no bytes, leaves it out by the rule', () => {
    const { classes } = checkVectors(subject, [vector({ class: 'field', direction: 'field', hex: undefined })]);
    expect(classes['field']?.notApplicable).toEqual({ 'no-bytes': 1 });
  });

  it.each(['{', '[]', '{"id": "a"}', vector({ hex: '4' }), vector({ class: 'other' })])(
    'when a line is no vector, names the line: %s',
    (line) => {
      expect(() => checkVectors(subject, [vector({}), line])).toThrow(/vector line 2/);
    },
  );
});
