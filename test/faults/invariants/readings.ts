import { doseFor } from '../device-story';
import type { Ledger, StepRow, Violation } from '../ledger';
import { nameOf } from './once';

/** How an attempt that has dosed may stand: none of these says that nothing happened. */
const ASKED = ['in_doubt', 'running', 'succeeded', 'cancelled'];

/**
 * A step that succeeded has all its readings exactly once; a dose that was lost before its commit leaves its step in doubt; a pause in a
 * stream is told by the record.
 */
export function readings(ledger: Ledger): readonly Violation[] {
  return [...ledger.steps.flatMap((step) => missing(ledger, step)), ...lost(ledger), ...untold(ledger)];
}

function missing(ledger: Ledger, step: StepRow): readonly Violation[] {
  if (step.status !== 'succeeded' || step.toldByPerson) return [];
  const wanted = step.wells > 0 ? { name: 'absorbance', wells: step.wells } : { name: 'volume_dispensed', wells: 1 };
  if (step.wells === 0 && !step.verbs.some(({ verb }) => verb === 'dispense')) return [];
  const { wells = 0, rows = 0 } = ledger.readings.find((each) => each.step === step.id && each.name === wanted.name) ?? {};
  if (wells === wanted.wells && rows === wells) return [];
  return [`${nameOf(ledger, step.id)} succeeded with ${rows} readings of ${wells} wells, not one of each of ${wanted.wells}`];
}

function lost(ledger: Ledger): readonly Violation[] {
  return ledger.actions.flatMap((action) => {
    const dose = doseFor(action);
    const status = ledger.steps.find(({ id }) => id === dose?.step)?.attempts.find(({ number }) => number === dose?.attempt)?.status;
    if (dose === null || status === undefined || ASKED.includes(status)) return [];
    return [`${nameOf(ledger, dose.step)}, attempt ${dose.attempt}, dosed, and the record says that it is ${status}, which asks nobody`];
  });
}

function untold(ledger: Ledger): readonly Violation[] {
  return ledger.gaps
    .filter(({ told }) => !told)
    .map(({ step, name, from, to }) => {
      const seconds = ((to - from) / 1_000).toFixed(1);
      return `${nameOf(ledger, step)}: no ${name} for ${seconds} s from ${new Date(from).toISOString()}, and nothing says why`;
    });
}
