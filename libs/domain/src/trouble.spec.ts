import * as fc from 'fast-check';
import { LabError, toLabError, type CommandOutcome, type RetrySafety } from './lab-error';
import type { VerbManifest } from './manifest';
import { Answer, answerTo as subject, outcomeOf, retryAfter } from './trouble';

const answers = Object.values(Answer);
const anyWish = fc.option(fc.constantFrom(...answers));
const driverError = (outcome: CommandOutcome) => new LabError('DRIVER_TIMEOUT', 'no reply', { instrument: 'shaker-1', outcome });

describe('the answer to trouble', () => {
  it('when nobody knows what the instrument did, holds the run whatever the author wished', () => {
    fc.assert(
      fc.property(anyWish, (onError) => {
        expect(subject({ onError, error: driverError('unknown') })).toBe('hold');
      }),
    );
  });

  it.each(answers)('when the command is known not to have happened and the author wished %s, does that', (onError) => {
    expect(subject({ onError, error: driverError('failed') })).toBe(onError);
  });

  it('when the author wished nothing, holds the run', () => {
    expect(subject({ onError: null, error: driverError('failed') })).toBe('hold');
  });

  it('when an error of our own code came in between, holds the run: bytes may have left before it', () => {
    const error = toLabError(new TypeError('x is not a function'), 'opentrons-heater-shaker');
    expect(outcomeOf(error)).toBe('unknown');
    expect(subject({ onError: 'skip', error })).toBe('hold');
  });

  it('when the call was refused before any command, is known not to have happened', () => {
    const error = new LabError('INPUT_INVALID', 'speed is missing', { path: '/with/speed' });
    expect(outcomeOf(error)).toBe('failed');
  });
});

describe('another attempt by itself', () => {
  const at = { instrument: 'shaker-1', outcome: 'failed' } as const;
  const trouble = (attempt: number, outcome: CommandOutcome, retry: RetrySafety, repeats: readonly VerbManifest['repeat'][]) => ({
    onError: null,
    attempt,
    error: new LabError('DRIVER_TIMEOUT', 'no reply', { instrument: 'shaker-1', outcome }, retry),
    repeats,
  });

  it('when it is safe, comes after 2 s and after 10 s, and no more', () => {
    const pauses = [1, 2, 3, 4].map((attempt) => retryAfter(trouble(attempt, 'failed', 'safe', ['state', 'read'])));
    expect(pauses).toEqual([2_000, 10_000, null, null]);
  });

  it.each([
    ['a state that was not reached in its time', new LabError('DRIVER_TIMEOUT', '', { ...at, phase: 'complete' }, 'safe')],
    ['a jam', new LabError('DRIVER_DEVICE_HARDWARE', '', at, 'safe')],
    ['an instrument that was switched off and on', new LabError('DRIVER_STATE_REBOOTED', '', at, 'safe')],
  ])('does not come for %s', (_what, error) => {
    expect(retryAfter({ onError: null, attempt: 1, error, repeats: ['state'] })).toBeNull();
  });

  it('never comes for a step with an action, an outcome that nobody knows, or an error that is not safe to repeat', () => {
    const outcome = fc.constantFrom<CommandOutcome>('failed', 'unknown');
    const retry = fc.constantFrom<RetrySafety>('safe', 'after_reconcile', 'never');
    const repeats = fc.array(fc.constantFrom<VerbManifest['repeat']>('state', 'read', 'action'));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), outcome, retry, repeats, (attempt, known, safety, verbs) => {
        fc.pre(known === 'unknown' || safety !== 'safe' || verbs.includes('action'));
        expect(retryAfter(trouble(attempt, known, safety, verbs))).toBeNull();
      }),
    );
  });
});
