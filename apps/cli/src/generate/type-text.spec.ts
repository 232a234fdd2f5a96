import { refsIn, typeText } from './type-text';

describe('typeText', () => {
  it.each([
    [{ type: 'string' }, 'string'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ type: 'string', format: 'binary' }, 'Uint8Array'],
    [{ type: 'string', enum: ['a', "b's"] }, String.raw`'a' | 'b\'s'`],
    [{ anyOf: [{ type: 'integer' }, { type: 'number' }, { type: 'null' }] }, 'number | null'],
    [{ $ref: '#/components/schemas/Run' }, 'Run'],
    [{ type: 'array', items: { $ref: '#/components/schemas/Run' } }, 'readonly (Run)[]'],
    [{ type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] }, 'readonly [string, number]'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, 'Readonly<Record<string, number>>'],
    [{ type: 'object', properties: {}, additionalProperties: false }, 'Record<string, never>'],
    [{}, 'unknown'],
  ])('of %j is %s', (schema, text) => {
    expect(typeText(schema)).toBe(text);
  });

  it('when a field is not required, lets it be undefined too', () => {
    const schema = { type: 'object', required: ['a'], properties: { a: { type: 'string' }, 'b-c': { type: 'boolean' } } };
    expect(typeText(schema)).toBe("{ a: string; 'b-c'?: boolean | undefined; }");
  });

  it('finds the schemas that a piece refers to', () => {
    expect(refsIn({ a: [{ $ref: '#/components/schemas/Run' }], b: { $ref: '#/components/schemas/Step' } })).toEqual(['Run', 'Step']);
  });
});
