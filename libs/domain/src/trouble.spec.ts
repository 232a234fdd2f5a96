import * as fc from 'fast-check';
import { LabError, toLabError, type CommandOutcome } from './lab-error';
import { Answer, answerTo as subject, outcomeOf } from './trouble';

const answers = Object.values(Answer);
const anyWish = fc.option(fc.constantFrom(...answers));
const driverError = (outcome: CommandOutcome) => new LabError('DRIVER_TIMEOUT', 'no reply', { instrument: 'shaker-1', outcome });

describe('the answer to trouble', () => {
  it('when nobody knows what the instrument did, holds the run whatever the author wished', () => {
    fc.assert(
      fc.property(anyWish, fc.integer({ min: 1, max: 20 }), (onError, attempt) => {
        expect(subject({ onError, attempt, error: driverError('unknown') })).toBe('hold');
      }),
    );
  });

  it.each(answers)('when the command is known not to have happened and the author wished %s, does that', (onError) => {
    expect(subject({ onError, attempt: 1, error: driverError('failed') })).toBe(onError);
  });

  it('when the author wished nothing, holds the run', () => {
    expect(subject({ onError: null, attempt: 1, error: driverError('failed') })).toBe('hold');
  });

  it('when an error of our own code came in between, holds the run: bytes may have left before it', () => {
    const error = toLabError(new TypeError('x is not a function'), 'opentrons-heater-shaker');
    expect(outcomeOf(error)).toBe('unknown');
    expect(subject({ onError: 'skip', attempt: 1, error })).toBe('hold');
  });

  it('when the call was refused before any command, is known not to have happened', () => {
    const error = new LabError('INPUT_INVALID', 'speed is missing', { path: '/with/speed' });
    expect(outcomeOf(error)).toBe('failed');
  });
});
