import { compile } from '@labwright/protocol';
import { seededRandom } from '../../apps/simulator/src/seeded-random';
import { searchSchedules } from './schedule-search';
import { shakerFleet as fleet } from './shaker';
import type { TimedStep } from './timed-step';
import { compareTiming } from './timing-figures';

const seconds = (value: number) => ({ value, unit: 's' as const });
const wait = (id: string, length: number, more: Partial<TimedStep> = {}): TimedStep => ({
  id,
  kind: 'wait',
  duration: seconds(length),
  ...more,
});

describe('feasibility by the compiler and by a search that knows nothing of it', () => {
  it('agree on random protocols, of which some are feasible, some tight and some not', () => {
    const figures = compareTiming({ compile, fleet, random: (protocol) => seededRandom(protocol, 'timing'), count: 300 });
    expect(figures.disagreements).toEqual([]);
    expect(Math.min(figures.feasible, figures.refused, figures.tight)).toBeGreaterThan(20);
    expect(figures.feasible + figures.refused).toBe(300);
  });

  it('when a step between two is longer than their window, the search finds none', () => {
    const steps = (atMost: number) => [
      wait('a', 10),
      wait('b', 60),
      wait('c', 10, { timing: [{ after: 'a.end', atMost: seconds(atMost), onMissed: 'hold' }] }),
    ];
    expect(searchSchedules(steps(59), 'expected').found).toBe(false);
    expect(searchSchedules(steps(60), 'expected')).toEqual({ found: true, choices: 1, windows: 1 });
  });
});
