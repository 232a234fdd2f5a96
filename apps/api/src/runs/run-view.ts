import type { Deviation } from '@labwright/execution';
import type { RunLabwareRow, RunMaterialRow, RunRow, RunStepRow, RunSummaryRow } from '@labwright/persistence';
import type { z } from 'zod';
import type { RunPageSchema, RunSchema, StepSchema } from './run.schema';

type RunSummary = z.input<typeof RunPageSchema>['items'][number];

/** A run as lists show it. */
export function summaryView({ state, ...row }: RunSummaryRow): RunSummary {
  return { ...row, holdReasons: [...state.holdReasons], stopReason: state.stopReason, deviations: state.deviations };
}

/** A run with its steps, its labware and the lots that it was given. */
export function runView(
  row: RunRow,
  steps: readonly RunStepRow[],
  labware: readonly RunLabwareRow[],
  materials: readonly RunMaterialRow[],
  deviated: readonly Deviation[],
): z.input<typeof RunSchema> {
  return {
    ...row,
    ...summaryView(row),
    steps: steps.map(stepView),
    labware: [...labware],
    materials: [...materials],
    deviated: [...deviated],
  };
}

function stepView(row: RunStepRow): z.input<typeof StepSchema> {
  const { definition } = row;
  const durationMs = definition.kind === 'operation' ? definition.holdMs : definition.kind === 'wait' ? definition.waitMs : null;
  return {
    id: row.id,
    step: row.stepId,
    iterationPath: row.iterationPath,
    authored: definition.authored,
    inserted: definition.inserted,
    kind: definition.kind,
    parent: row.parentId,
    round: row.round,
    settling: row.settling,
    title: definition.title,
    after: [...definition.after],
    instrument: row.instrument,
    status: row.status,
    attempt: row.attempt,
    waitingFor: row.waitingFor,
    error: row.error,
    task: row.taskId,
    expectedMs: definition.expectedMs,
    dispatchedAt: row.dispatchedAt,
    startedLab: row.startedLab,
    endedAt: row.endedAt,
    endedLab: row.endedLab,
    hold:
      durationMs === null
        ? null
        : {
            durationMs,
            startedLab: row.holdStartedLab,
            dueLab: row.holdDueLab,
            startedWall: row.holdStartedWall,
            dueWall: row.holdDueWall,
          },
  };
}
