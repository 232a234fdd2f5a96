import { causes, doseFor } from '../device-story';
import type { Ledger, Violation } from '../ledger';

/** No action that cannot be repeated happens twice: one dose for each step, and one read for each attempt that ordered it. */
export function once(ledger: Ledger): readonly Violation[] {
  const doses = new Map<string, number>();
  const found: Violation[] = [];
  for (const action of ledger.actions.filter((each) => each.action === 'dispense')) {
    const dose = doseFor(action);
    if (dose === null) found.push(`${action.device} pumped for ${action.detail ?? 'nobody'}, which is no step`);
    else doses.set(dose.step, (doses.get(dose.step) ?? 0) + 1);
  }
  for (const [id, n] of doses) if (n > 1) found.push(`${nameOf(ledger, id)} was dosed ${n} times`);
  const reads = new Map<string, number>();
  for (const { action, command } of causes(ledger)) {
    if (action.action !== 'read' || !command?.step) continue;
    const key = `${nameOf(ledger, command.step)}, attempt ${command.attempt}`;
    reads.set(key, (reads.get(key) ?? 0) + 1);
  }
  for (const [name, n] of reads) if (n > 1) found.push(`${name} was read ${n} times`);
  return found;
}

/** A step in words. */
export function nameOf({ steps }: Pick<Ledger, 'steps'>, id: string): string {
  const step = steps.find((each) => each.id === id);
  return step ? `${step.step} of run ${step.run.slice(0, 8)} at ${step.instrument}` : `step ${id}`;
}
