import type { DeviationKind } from '@labwright/domain';
import type { Tx } from '@labwright/persistence';
import { changeRun, nameOf, type LockedRun, type StepRow } from './run-store';

export interface NewDeviation {
  readonly kind: DeviationKind;
  /** In words, for people. */
  readonly reason: string;
  /** How far, in `unit`, where the kind has a size. */
  readonly size?: number;
  readonly unit?: string;
  /** What else belongs to it. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Records that a run did something otherwise than its protocol: it cannot end `completed` any more. */
export async function recordDeviation(tx: Tx, run: LockedRun, step: StepRow, actor: string, deviation: NewDeviation): Promise<void> {
  const { kind, reason, size, unit, data } = deviation;
  const sized = size === undefined ? {} : { size: Number(size.toFixed(3)), unit: unit ?? '' };
  await changeRun(
    tx,
    run,
    { type: 'deviate' },
    { type: 'run.deviated', actor, data: { ...nameOf(step), kind, reason, ...sized, ...data } },
  );
}
