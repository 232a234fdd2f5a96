import type { Compilation } from '../compilation';
import { durationTitle } from '../step-title';
import type { StepNode } from '../step-tree';

/** A round fits between the starts of two, and into the time for all of them. Lab milliseconds; null where there is no such bound. */
export function reportPace(
  { report }: Pick<Compilation, 'report'>,
  { step, path }: StepNode,
  { roundMs, everyMs, atMostMs }: { readonly roundMs: number; readonly everyMs: number | null; readonly atMostMs: number | null },
): void {
  const round = `one round of "${step.id}" is expected to take ${durationTitle(roundMs)}`;
  if (everyMs !== null && everyMs < roundMs)
    report('E_TIMING', [...path, 'every'], `${round}, so it cannot start every ${durationTitle(everyMs)}`);
  if (atMostMs !== null && atMostMs < roundMs)
    report('E_TIMING', [...path, 'atMost'], `${round}, longer than the ${durationTitle(atMostMs)} for all of them`);
}
