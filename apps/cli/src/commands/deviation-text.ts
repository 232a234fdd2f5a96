import type { Deviation } from '../api/generated/runs';
import { moment } from '../show/duration';

/** A deviation in one line: step, kind, size and reason, such as `cool (late by 20.3 s): cool started 20.3 s too late`. `at`: when, before it. */
export function deviationText(
  { step, iterationPath, kind, size, unit, reason, atLab }: Deviation,
  at: string | number = moment(atLab),
): string {
  const where = step === null ? 'the run' : iterationPath ? `${step} of ${iterationPath}` : step;
  const sized = size === null ? '' : ` by ${Number(size.toFixed(1))} ${unit ?? ''}`.trimEnd();
  return `${at} ${where} (${kind.replaceAll('_', ' ')}${sized}): ${reason}`;
}
