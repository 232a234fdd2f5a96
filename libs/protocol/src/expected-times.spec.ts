import { compile } from './compile';
import { growth, type GrowthDocument } from './fixtures/growth-document';
import { embeddedLab as fleet } from './fixtures/embedded-lab';
import type { PlanRepeat } from './plan';

const withExpected = (expected: unknown) =>
  growth((document: GrowthDocument) => {
    const at = document.steps.findIndex((step) => step['kind'] === 'repeat');
    document.steps[at] = { ...document.steps[at], ...(expected === undefined ? {} : { expected }) };
  });
const codes = (expected: unknown) =>
  compile(withExpected(expected), { fleet }).diagnostics.map(({ code, path }) => [code, path.replace(/^.*\/expected/, '')]);
const repeatOf = (expected: unknown, goal?: number): PlanRepeat => {
  const parameters = goal === undefined ? {} : { dense: { value: goal, unit: '{AU}' } };
  const { plan, diagnostics } = compile(withExpected(expected), { fleet, parameters });
  const repeat = plan?.steps.find((step) => step.kind === 'repeat');
  if (repeat?.kind !== 'repeat') throw new Error(diagnostics.map(({ message }) => message).join('; '));
  return repeat;
};

describe('what an author expects of a repeat', () => {
  it('is one round where the author says nothing', () => {
    const silent = repeatOf(undefined);
    expect(silent.expectedRounds).toBeUndefined();
    expect(repeatOf({ times: [0], unit: 'min' })).toMatchObject({ expectedRounds: 1, expectedMs: silent.expectedMs });
  });

  it('is worked out between the values of a parameter, and ends at the last of them', () => {
    const expected = { over: [{ param: 'dense', at: [0.5, 0.6, 0.7] }], times: [60, 120, 180], unit: 'min' };
    const hours = (goal: number) => repeatOf(expected, goal).expectedMs / 3_600_000;
    expect(hours(0.55)).toBeGreaterThanOrEqual(1.5);
    expect(hours(0.55)).toBeLessThan(2);
    expect(hours(0.65)).toBeGreaterThanOrEqual(2.5);
    expect(hours(0.7)).toBeGreaterThanOrEqual(3);
    expect(hours(0.8)).toBe(hours(0.7));
    expect(hours(0.4)).toBe(hours(0.5));
  });

  it('counts in the plan as a whole', () => {
    const { plan } = compile(withExpected({ times: [3], unit: 'h' }), { fleet });
    expect(plan?.expectedMs).toBeGreaterThan(3 * 3_600_000);
  });

  it.each([
    ['a unit that is none of a duration', { times: [1], unit: 'Cel' }, [['E_UNIT', '/unit']]],
    ['too few times', { over: [{ param: 'dense', at: [0.5, 0.6] }], times: [1], unit: 'h' }, [['E_SCHEMA', '/times']]],
    ['values that do not rise', { over: [{ param: 'dense', at: [0.6, 0.5] }], times: [1, 2], unit: 'h' }, [['E_SCHEMA', '/over/0/at']]],
    ['a parameter that is none', { over: [{ param: 'dens', at: [0.5, 0.6] }], times: [1, 2], unit: 'h' }, [['E_REF', '/over/0/param']]],
  ])('when it has %s, says so and nothing else', (_what, expected, found) => {
    expect(codes(expected)).toEqual(found);
  });
});
