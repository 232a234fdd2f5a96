import type { Ledger, Violation } from '../ledger';

const HONEST = ['completed', 'completed_with_deviations', 'cancelled', 'failed'];

/** Every run ends in one of the honest states, or is held with an open question. */
export function endings({ runs, steps }: Ledger): readonly Violation[] {
  return runs.flatMap(({ id, status, questions, holdReasons }) => {
    const name = `run ${id.slice(0, 8)}`;
    if (status === 'held') return questions > 0 && holdReasons.length > 0 ? [] : [`${name} is held, and nobody is asked anything`];
    if (!HONEST.includes(status)) return [`${name} is ${status}, and does not end`];
    const unclear = steps.filter(
      ({ run, status: step }) => run === id && ['succeeded', 'skipped', 'cancelled', 'failed'].every((over) => over !== step),
    );
    return status.startsWith('completed') && unclear.length > 0
      ? [`${name} is ${status}, and ${unclear.map(({ step, status: is }) => `${step} is ${is}`).join(', ')}`]
      : [];
  });
}
