import { seededRandom } from '../../apps/simulator/src/seeded-random';
import { AIMED_KINDS, FAULT_KINDS, schedule as subject } from './schedule';

const first = (count: number, seed: number) => {
  const faults = subject(seededRandom(seed, 'faults'));
  return Array.from({ length: count }, () => faults.next().value);
};

describe('the schedule of faults', () => {
  it('when the seed is the same, is the same, and otherwise another', () => {
    expect(first(50, 1)).toEqual(first(50, 1));
    expect(first(50, 1)).not.toEqual(first(50, 2));
  });

  it('when it begins, brings each kind once before it brings one again', () => {
    const kinds = first(FAULT_KINDS.length, 3).map((fault) => fault?.kind);
    expect(new Set(kinds).size).toBe(FAULT_KINDS.length);
  });

  it('when a kind may come so often at most, brings it no more often', () => {
    const bounded = FAULT_KINDS.filter(({ most }) => most !== undefined);
    const kinds = first(2_000, 4).map((fault) => fault?.kind);
    const times = bounded.map(({ kind }) => kinds.filter((each) => each === kind).length);
    expect(times).toEqual(bounded.map(({ most }) => most));
  });

  it('when it is to aim at doses, brings nothing else', () => {
    const faults = [
      ...subject(
        seededRandom(6, 'faults'),
        AIMED_KINDS.map((each) => ({ ...each, most: 10 })),
      ),
    ];
    expect(faults).toHaveLength(10 * AIMED_KINDS.length);
    expect(faults.every(({ aim }) => aim === 'dose')).toBe(true);
  });

  it('when a dispatcher is suspended, it is for longer than a lease lasts', () => {
    const suspended = first(300, 5).filter((fault) => fault?.kind === 'dispatcher.suspended');
    expect(suspended.length).toBeGreaterThan(10);
    expect(Math.min(...suspended.map((fault) => fault?.lastsMs ?? 0))).toBeGreaterThan(3_000);
  });
});
