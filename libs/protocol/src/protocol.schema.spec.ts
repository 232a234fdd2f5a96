import { protocolJsonSchema, ProtocolSchema } from './index';
import { soundDocument } from './fixtures/protocol-document';

describe('the schema of a protocol', () => {
  it('is published as JSON Schema that allows no unknown field anywhere', () => {
    const schema = protocolJsonSchema();
    expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', additionalProperties: false, type: 'object' });
    const objects = JSON.stringify(schema).match(/"properties":/g)?.length;
    expect(JSON.stringify(schema).match(/"additionalProperties":false/g)?.length).toBe(objects);
  });

  it('leaves a sound document as it is', () => {
    expect(ProtocolSchema.parse(soundDocument())).toEqual(soundDocument());
  });
});
