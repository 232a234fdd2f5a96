import type { PlanEvidence } from '@labwright/protocol';
import { ECOLI_BL21 } from '../physics/ecoli-bl21';
import { HOUR, LabBench } from '../physics/fixtures/lab-bench';
import type { Transfer } from '../physics/transfer';
import { Senses } from './senses';

const RUN = 'run-1';
const asked = (of: string, unit: string): PlanEvidence => ({ id: 'number-1', kind: 'number', of, unit, prompt: null });

/** A dish with about so many colonies. */
function dish(colonies: number): LabBench {
  const bench = new LabBench();
  bench.lab.put('d', 'agar-plate', 'incubator.shelf', { run: RUN, name: 'dish', cover: 'lid' });
  bench.fill('cells', ['A1'], 100, { cells: (10 * colonies) / ECOLI_BL21.cfuPerMillilitre }, 'd');
  bench.lab.exposeAt('incubator.shelf', { temperature: 37, rpm: null });
  bench.wait(24 * HOUR);
  return bench;
}

/** A plate with two cultures of OD 6, and an empty rack. */
function harvest(): LabBench {
  const bench = new LabBench();
  bench.lab.put('p', 'plate-96-clear-flat', 'bench', { run: RUN, name: 'culture' });
  bench.lab.put('t', 'tube-rack-1.5ml', 'bench', { run: RUN, name: 'tubes' });
  bench.fill('cells', ['A1', 'A2'], 200, { cells: 60 }, 'p');
  return bench;
}

describe('what the scripted operator sees', () => {
  it('counts the colonies that are there, one by one up to 300', () => {
    const bench = dish(80);
    const subject = new Senses(bench.lab, 1);
    const count = subject.number(RUN, asked('dish', '{count}'), []);
    expect(count).toBe(bench.lab.colonies('d'));
    expect(count).toBeGreaterThan(45);
    expect(count).toBeLessThan(120);
    expect(subject.number(RUN, asked('dish', 'mg'), [])).toBeNull();
  });

  it('counts more with an error of some percent, the same each time, and writes a lawn as what it is more than', () => {
    const bench = dish(1_000);
    const subject = new Senses(bench.lab, 1);
    const count = subject.number(RUN, asked('dish', '{count}'), [])!;
    expect(Math.abs(count / bench.lab.colonies('d') - 1)).toBeLessThan(0.12);
    expect(subject.number(RUN, asked('dish', '{count}'), [])).toBe(count);
    expect(new Set([1, 2, 3].map((seed) => new Senses(bench.lab, seed).number(RUN, asked('dish', '{count}'), []))).size).toBe(3);
    expect(new Senses(dish(1e6).lab, 1).number(RUN, asked('dish', '{count}'), [])).toBe(3_000);
  });

  it('weighs what a centrifuge brings down, as it is after the transfers of the same step, within the error of a balance', () => {
    const bench = harvest();
    const subject = new Senses(bench.lab, 1);
    const pool: Transfer[] = ['A1', 'A2'].map((well) => ({
      from: { labware: 'culture', well },
      to: 'tubes',
      wells: ['A1'],
      microlitres: 200,
    }));
    const spin: Transfer = { from: { labware: 'tubes' }, to: 'waste', wells: ['A1'], microlitres: 400, keeps: 'pellet' };
    const water: Transfer = { from: { material: 'water' }, to: 'tubes', wells: ['A1'], microlitres: 10 };
    // 400 uL of OD 60: 11.3 mg dry.
    const wet = (24_000 * 0.47) / 0.3 / 0.7 / 1_000;
    expect(Math.abs(subject.number(RUN, asked('tubes', 'mg'), [])!)).toBeLessThan(1.5);
    expect(Math.abs(subject.number(RUN, asked('tubes', 'mg'), [...pool, water, spin])! - wet)).toBeLessThan(1.5);
    expect(Math.abs(subject.number(RUN, asked('culture', 'g'), [])! * 1_000 - wet)).toBeLessThan(1.5);
    expect(Math.abs(subject.number(RUN, asked('culture', 'mg'), pool)!)).toBeLessThan(1.5);
    // Nothing was really moved.
    expect(bench.well('A1', 'p').volume).toBe(200);
  });

  it('without a spin pours the cells away with the medium', () => {
    const subject = new Senses(harvest().lab, 1);
    const away: Transfer = { from: { labware: 'culture' }, to: 'waste', wells: ['A1', 'A2'], microlitres: 200 };
    expect(subject.number(RUN, asked('culture', 'mg'), [away])).toBeLessThan(2.5);
  });

  it('knows nothing of other numbers, other runs, and labware that is not there', () => {
    const subject = new Senses(harvest().lab, 1);
    expect(subject.number(RUN, asked('culture', 'mL'), [])).toBeNull();
    expect(subject.number('run-2', asked('culture', 'mg'), [])).toBeNull();
    expect(subject.number(RUN, { ...asked('x', 'mg'), of: null }, [])).toBeNull();
  });
});
