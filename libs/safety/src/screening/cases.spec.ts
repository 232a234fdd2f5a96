import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { tallyCases, type LabelledCases } from './case-tally';

const casesOf = (name: string) =>
  parse(readFileSync(path.resolve(__dirname, `../../../../test/safety/cases/${name}.yaml`), 'utf8')) as LabelledCases;
const [held, benign] = [casesOf('held'), casesOf('benign')];

describe('the cases that were written before the screener', () => {
  it('are as many as the rules ask for, in every field', () => {
    const count = (cases: LabelledCases) => tallyCases(cases, 'clear').reduce((sum, { cases: each }) => sum + each, 0);
    expect(count(held)).toBeGreaterThanOrEqual(150);
    expect(count(benign)).toBeGreaterThanOrEqual(300);
  });

  it.each(Object.keys(held))('misses none of %s', (category) => {
    const [tally] = tallyCases({ [category]: held[category]! }, 'hold');
    expect(tally?.wrong).toEqual([]);
  });

  it.each(Object.keys(benign))('holds less than 2 %% of %s', (category) => {
    const [tally] = tallyCases({ [category]: benign[category]! }, 'clear');
    expect(tally!.wrong.length / tally!.cases).toBeLessThan(0.02);
  });

  it('refuses a field that nobody screens', () => {
    expect(() => tallyCases({ any: { colour: ['red'] } }, 'clear')).toThrow('there is no field colour');
  });
});
