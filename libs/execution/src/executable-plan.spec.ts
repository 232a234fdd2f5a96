import type { Plan, PlanStep } from '@labwright/protocol';
import { mustBeExecutable } from './executable-plan';

const base = { authored: 's', inserted: false, after: [], title: 's', expectedMs: 0, onError: null, reserves: [], releases: [] };
const wait: PlanStep = { ...base, id: 'rest', kind: 'wait', waitMs: 1 };
const repeat: PlanStep = {
  ...base,
  id: 'until_induction',
  kind: 'repeat',
  body: [wait],
  until: 'true',
  maxAgeMs: 1,
  everyMs: null,
  atMostMs: 1,
  maxIterations: null,
  otherwise: 'hold',
};
const plan = (...steps: PlanStep[]) => ({ steps }) as unknown as Plan;

describe('a plan', () => {
  it('when a run can do all of it, is taken', () => {
    expect(() => mustBeExecutable(plan(wait), 'p 1.0.0')).not.toThrow();
  });

  it.each([
    ['a repeat', repeat, /until_induction \(a repeat step\)/],
    ['an expectation', { ...wait, expect: { reading: 'od', min: 0, max: 1, otherwise: 'hold' as const } }, /rest \(expect\)/],
    ['a shared confirmation', { ...wait, startsOnEndOf: 'x' }, /rest \(startsOnEndOf\)/],
  ])('when it has %s, is refused by name instead of being run in part', (_what, step, message) => {
    expect(() => mustBeExecutable(plan(wait, step), 'p 1.0.0')).toThrow(message);
  });
});
