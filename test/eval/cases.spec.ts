import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { compile } from '@labwright/protocol';
import { parse } from 'yaml';
import { synergyH1 } from '@drivers/agilent-synergy-h1';
import { innova44 } from '@drivers/eppendorf-innova-44';
import { heaterShaker } from '@drivers/opentrons-heater-shaker';
import { pioreactor } from '@drivers/pioreactor';

const instruments = [synergyH1, innova44, heaterShaker, pioreactor].map(({ manifest }) => ({
  id: manifest.driver,
  manifest,
  service: 'available' as const,
  simulated: true,
}));
const fleet = { instruments };
const CASES = path.join(__dirname, 'cases');
const names = readdirSync(CASES);
const withGold = names.filter((name) => existsSync(path.join(CASES, name, 'gold.yaml')));

describe('the cases that come with the harness', () => {
  it('are ten, with one that has to be asked about and one that has to be held', () => {
    const expected = names
      .filter((name) => !withGold.includes(name))
      .map((name) => parse(readFileSync(path.join(CASES, name, 'expect.yaml'), 'utf8')) as unknown);
    expect([names.length, withGold.length, expected]).toEqual([10, 8, [{ expect: 'refusal' }, { expect: 'question' }]]);
  });

  it.each(withGold)('%s: its gold protocol is one that this lab can run', (name) => {
    const document: unknown = parse(readFileSync(path.join(CASES, name, 'gold.yaml'), 'utf8'));
    expect(compile(document, { fleet }).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
