import { protocolJsonSchema } from '../index';
import { draftJsonSchema } from './draft.schema';
import { strictFaults as subject } from './strict-subset';

type Json = Record<string, unknown>;
const object = (properties: Json, more: Json = {}): Json => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
});
const text = { type: 'string' };
const nested = (levels: number): Json => object({ inner: levels === 1 ? text : nested(levels - 1) });

describe('the strict subset', () => {
  it('has the schema of drafts in it', () => {
    expect(subject(draftJsonSchema())).toEqual([]);
  });

  it('does not have the schema of protocols in it: records, patterns and fields that may be left out', () => {
    const faults = subject(protocolJsonSchema()).join('\n');
    for (const fault of ['is not required', 'has the keyword "pattern"', 'has the keyword "propertyNames"', 'has the keyword "$ref"'])
      expect(faults).toContain(fault);
  });

  it.each([
    ['nothing wrong', object({ a: text, b: { type: ['string', 'null'] }, c: { anyOf: [object({ d: text }), { type: 'null' }] } }), []],
    ['five objects in each other', nested(5), []],
    ['six', nested(6), ['/properties/inner/properties/inner/properties/inner/properties/inner/properties/inner: is 6 objects deep']],
    ['a list at the root', { type: 'array', items: text }, ['the root is no object']],
    ['a field that may be left out', object({ a: text }, { required: [] }), ['/properties/a: is not required']],
    ['further fields', object({ a: text }, { additionalProperties: text }), [': takes further fields']],
    ['a default', object({ a: { type: 'string', default: 'x' } }), ['/properties/a: has the keyword "default"']],
    ['anything', object({ a: {} }), ['/properties/a: is of type undefined']],
    [
      'an object or null in one type',
      object({ a: object({ b: text }, { type: ['object', 'null'] }) }),
      ['/properties/a: is of type ["object","null"]'],
    ],
    [
      'too many words',
      object({ a: { type: 'string', enum: Array.from({ length: 1_001 }, (_, i) => `${i}`) } }),
      ['1001 words, of which there may be 1000'],
    ],
  ])('%s', (_, schema, faults) => {
    expect(subject(schema)).toEqual(faults);
  });
});
