import { causes, doseFor } from '../device-story';
import type { Ledger, Violation } from '../ledger';
import { nameOf } from './once';

/** The event log tells the same story as the device counters: each action has an intent before it, and what is told of a step fits what was counted. */
export function story(ledger: Ledger): readonly Violation[] {
  return [...unintended(ledger), ...told(ledger), ...ended(ledger)];
}

function unintended(ledger: Ledger): readonly Violation[] {
  return causes(ledger)
    .filter(({ command }) => command === null)
    .map(({ action }) => {
      const { device, action: what, detail, at } = action;
      return `${device}: ${what}${detail === null ? '' : ` ${detail}`} at ${new Date(at).toISOString()} has no intent in the journal`;
    });
}

/** A dose that was counted is told as done, in doubt, or under way; one that is left out, or known to have failed, was not counted. */
function told(ledger: Ledger): readonly Violation[] {
  const dosed = new Set(ledger.actions.flatMap((action) => doseFor(action)?.step ?? []));
  return ledger.steps.flatMap((step) => {
    if (!dosed.has(step.id) || ['succeeded', 'in_doubt', 'running'].includes(step.status)) return [];
    if (step.status === 'cancelled' && step.attempts.some(({ status }) => status === 'in_doubt' || status === 'cancelled')) return [];
    return [`${nameOf(ledger, step.id)} was dosed, and the record says that it is ${step.status}`];
  });
}

function ended({ steps, events, ...ledger }: Ledger): readonly Violation[] {
  return steps.flatMap((step) => {
    const n = events.find((event) => event.step === step.id && event.type === 'step.succeeded')?.n ?? 0;
    const wanted = step.status === 'succeeded' ? 1 : 0;
    return n === wanted ? [] : [`${nameOf({ ...ledger, steps }, step.id)} is ${step.status}, and ${n} events say that it succeeded`];
  });
}
