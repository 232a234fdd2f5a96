import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { soundDocument } from './fixtures/protocol-document';
import { instrument } from './fixtures/heater-shaker.manifest';
import { compileText, protocolJsonSchema, schemaHeader as subject } from './index';

const LIBRARY = join(__dirname, '../../../protocols');
const fleet = { instruments: [instrument()] };
const text = stringify(soundDocument());

describe('the header that tells editors of the schema', () => {
  it.each(['../protocol.schema.json', 'https://labwright.dev/protocol/v1', 'https://lab.example/v1/schemas/protocol'])(
    'with %s, changes nothing of the protocol',
    (place) => {
      const { plan, diagnostics } = compileText(`# Ours\n\n${subject(place)}\n${text}`, { fleet });
      expect(diagnostics).toEqual([]);
      expect(plan).toEqual(compileText(text, { fleet }).plan);
    },
  );

  it('that names another of our schemas is an error in its place', () => {
    const { plan, diagnostics } = compileText(`# Ours\n${subject('https://labwright.dev/protocol/v2')}\n${text}`, { fleet });
    expect(plan).toBeNull();
    expect(diagnostics).toMatchObject([
      {
        code: 'E_SCHEMA',
        position: { line: 2, column: 1 },
        message: 'the header names the schema labwright.dev/protocol/v2; protocols are of labwright.dev/protocol/v1',
        suggestion: 'did you mean "labwright.dev/protocol/v1"?',
      },
    ]);
  });

  it('is no header further down', () => {
    expect(compileText(`${text}${subject('https://labwright.dev/protocol/v2')}\n`, { fleet }).diagnostics).toEqual([]);
  });

  it('is in every protocol of the library, and the file that it names is the schema (npm run api-client writes it)', () => {
    for (const entry of readdirSync(LIBRARY, { withFileTypes: true }).filter((each) => each.isDirectory())) {
      const [first] = readFileSync(join(LIBRARY, entry.name, 'protocol.yaml'), 'utf8').split('\n');
      expect([entry.name, first]).toEqual([entry.name, subject('../protocol.schema.json')]);
    }
    const published: unknown = JSON.parse(readFileSync(join(LIBRARY, 'protocol.schema.json'), 'utf8'));
    expect(published).toEqual(protocolJsonSchema());
  });
});
