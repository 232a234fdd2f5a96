import { doseFor, had } from '../device-story';
import type { Ledger, StepRow, Violation } from '../ledger';
import { nameOf } from './once';

/** What a state to reach is at the device; null for verbs that reach none. */
function stateOf(verb: string, parameters: Readonly<Record<string, number>>): readonly [string, number | string | null] | null {
  switch (verb) {
    case 'ensureShaking':
    case 'ensureStirring':
      return ['speed', parameters['speed'] ?? 0];
    case 'ensureStopped':
    case 'ensureStirringOff':
      return ['speed', 0];
    case 'ensureTemperature':
      return ['temperature', parameters['target'] ?? null];
    case 'ensureTemperatureOff':
      return ['temperature', null];
    case 'ensureLatched':
      return ['latch', 'closed'];
    case 'ensureUnlatched':
      return ['latch', 'open'];
    case 'ensureOpen':
      return ['carrier', 'out'];
    case 'ensureClosed':
      return ['carrier', 'in'];
    default:
      return null;
  }
}

/** None is reported done that the device did not do. What a person has told is the person's word, and not looked at here. */
export function done(ledger: Ledger): readonly Violation[] {
  return ledger.steps.flatMap((step) => [...claims(ledger, step), ...states(ledger, step)]);
}

function claims(ledger: Ledger, step: StepRow): readonly Violation[] {
  if (step.status !== 'succeeded' || step.verbs.length === 0) return [];
  const name = nameOf(ledger, step.id);
  const doses = step.verbs.some(({ verb }) => verb === 'dispense');
  if (doses && !ledger.actions.some((action) => doseFor(action)?.step === step.id))
    return [`${name} succeeded, and no pump has run for it`];
  const since = Math.min(...step.attempts.flatMap(({ claimedAt }) => (claimedAt === null ? [] : [claimedAt])));
  const until = step.reached.at(-1) ?? Infinity;
  const acted = (what: string) =>
    ledger.actions.some(
      ({ device, action, at }) => device === step.instrument && action === what && at >= since - 100 && at <= until + 100,
    );
  if (step.wells > 0 && !step.toldByPerson && !acted('read')) return [`${name} succeeded, and no plate was read for it`];
  const turns = step.verbs.some(({ verb }) => verb === 'ensureShaking') && step.instrument.startsWith('reader');
  return turns && !step.toldByPerson && !acted('shake') ? [`${name} succeeded, and the reader has not shaken`] : [];
}

/** Each time that the record says that a state was reached, the device had it at some moment of that attempt. */
function states(ledger: Ledger, step: StepRow): readonly Violation[] {
  if (step.toldByPerson) return [];
  return step.reached.flatMap((at) => {
    const from = step.attempts.findLast(({ claimedAt }) => claimedAt !== null && claimedAt <= at)?.claimedAt ?? at;
    return step.verbs.flatMap(({ verb, parameters }) => {
      const state = stateOf(verb, parameters);
      if (state === null || (verb === 'ensureShaking' && step.instrument.startsWith('reader'))) return [];
      // A reader that is told to stop counts nothing, and says nothing of its speed.
      if (state[0] === 'speed' && step.instrument.startsWith('reader')) return [];
      if (had(ledger.actions, step.instrument, state[0], state[1], from, at)) return [];
      return [`${nameOf(ledger, step.id)}: ${verb} was reported reached, and ${state[0]} was not ${state[1] ?? 'off'}`];
    });
  });
}
