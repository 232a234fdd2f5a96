import { readFileSync } from 'node:fs';
import path from 'node:path';
import { rateFor } from './lab-rate';

const textOf = (name: string): string => readFileSync(path.join(__dirname, '../../../protocols', name, 'protocol.yaml'), 'utf8');

describe('rateFor', () => {
  it('is what was asked for, but slower where an instrument measures on its own', () => {
    expect(rateFor(textOf('insulin-elisa'), 3_600)).toBe(3_600);
    expect(rateFor(textOf('insulin-expression-online'), 3_600)).toBe(240);
    expect(rateFor(textOf('insulin-expression-online'), 60)).toBe(60);
  });

  it('sees it in a document of JSON too', () => {
    expect(rateFor(JSON.stringify({ steps: [{ capability: 'optical_density_monitoring' }] }, null, 1), 3_600)).toBe(240);
  });

  it('does not mind a document that only tells of it', () => {
    expect(rateFor('why: optical_density_monitoring would do too', 3_600)).toBe(3_600);
  });
});
