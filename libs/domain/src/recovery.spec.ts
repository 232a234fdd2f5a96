import fc from 'fast-check';
import { verbCall } from './capability';
import { recoveryOptions, type RecoveryCase } from './recovery';

const dosing: RecoveryCase = {
  about: 'unknown',
  kind: 'operation',
  calls: [verbCall('dispense', { volume: 500 })],
  repeats: new Map([['dispense', 'action']]),
  holdMs: null,
  heldMs: null,
  touchesLabware: true,
};
const words = (changes: Partial<RecoveryCase>) =>
  Object.fromEntries(recoveryOptions({ ...dosing, ...changes }).map(({ choice, consequence }) => [choice, consequence]));

describe('what a person can answer', () => {
  it('when nobody knows whether something was dispensed, says how much counts or will be dispensed, and never just does it again', () => {
    const { happened, not_happened: not, redo } = words({});
    expect(happened).toBe('It happened: the 0.5 mL count as dispensed; the run goes on with the next step; recorded as a deviation.');
    expect(not).toBe('It did not happen: the step is done again, 0.5 mL will be dispensed.');
    expect(redo).toBeUndefined();
    expect(words({ calls: [verbCall('dispense', { volume: 20 })] })['not_happened']).toContain('20 µL will be dispensed');
  });

  it('when a hold broke off, says how much shorter it was', () => {
    const hold = words({ about: 'hold_broken', calls: [], holdMs: 120_000, heldMs: 85_000 });
    expect(hold['happened']).toContain('counts as kept, 35 s shorter than asked');
    expect(hold['redo']).toContain('held for 120 s from the beginning');
    expect(hold['not_happened']).toBeUndefined();
  });

  it('always can end the run, offers each choice once, and asks for places only to do something again', () => {
    const cases = fc.record({
      about: fc.constantFrom<RecoveryCase['about']>('unknown', 'failed', 'hold_broken', 'question', 'late', 'run'),
      kind: fc.constantFrom('operation', 'operator', 'wait', 'repeat', 'decision', 'consult'),
      calls: fc.subarray([verbCall('dispense', { volume: 1 }), verbCall('ensureLatched'), verbCall('readAbsorbance', { wavelength: 600 })]),
      touchesLabware: fc.boolean(),
    });
    const repeats = new Map([
      ['dispense', 'action'],
      ['ensureLatched', 'state'],
      ['readAbsorbance', 'read'],
    ] as const);
    fc.assert(
      fc.property(cases, (given) => {
        const options = recoveryOptions({ ...dosing, repeats, ...given });
        const choices = options.map(({ choice }) => choice);
        expect(choices).toContain('abort');
        expect(new Set(choices).size).toBe(choices.length);
        expect(options.every(({ consequence }) => consequence.endsWith('.'))).toBe(true);
        for (const { choice, needsPlaces } of options) if (needsPlaces) expect(['redo', 'not_happened']).toContain(choice);
        const once = given.about === 'unknown' && given.calls.some(({ verb }) => verb === 'dispense');
        if (once) expect(choices).not.toContain('redo');
      }),
    );
  });
});
