import { canonicalUnit, isTerminalRun, type EventType } from '@labwright/domain';
import { TIMELINE_EVENTS, listDeviations, questionsOf, timelineOf } from '@labwright/execution';
import {
  Database,
  listAdjustments,
  listConsults,
  listModelQuestions,
  listProtocolSteps,
  listRunMaterials,
  listRunSteps,
  listStory,
  listTaskPeople,
  summariseReadings,
  summariseSaved,
  summariseWires,
  type ProtocolStepRow,
  type RunRow,
  type StoryEvent,
  type WireSummary,
} from '@labwright/persistence';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { modelQuestionView } from '../tasks/model-question.schema';
import type { RunReportSchema } from './run-report.schema';
import { RunResults } from './run-results.service';
import { resultViews } from './run-results-view';
import type { TimelineSchema } from './run-timeline.schema';
import { RunsService } from './runs.service';

type Report = z.input<typeof RunReportSchema>;

const REPORT_EVENTS: readonly EventType[] = [
  'run.held',
  'run.answered',
  'run.stopping',
  'run.deviated',
  'task.answered',
  'step.window_checked',
  'step.window_missed',
];

/** What a run was like, from its record: when each step was under way, and what came of it. */
@Injectable()
export class RunReports {
  constructor(
    private readonly database: Database,
    private readonly runs: RunsService,
    private readonly results: RunResults,
  ) {}

  /** @throws LabError NOT_FOUND */
  async timeline(id: string): Promise<z.input<typeof TimelineSchema>> {
    const [{ status, startedLab, endedLab }, steps, story, people, models] = await Promise.all([
      this.runs.find(id),
      listRunSteps(this.database, id),
      listStory(this.database, id, TIMELINE_EVENTS),
      listTaskPeople(this.database, id),
      listModelQuestions(this.database, id),
    ]);
    const { items, holds, pauses, deviations } = timelineOf(steps, story, people);
    const shown = items.map((item) => ({
      ...item,
      waits: [...item.waits],
      interruptions: [...item.interruptions],
      deviations: [...item.deviations],
      troubles: [...item.troubles],
      model: models.filter(({ stepInstance }) => stepInstance === item.id).map((each) => modelQuestionView(each)),
    }));
    return { run: id, status, startedLab, endedLab, items: shown, holds: [...holds], pauses: [...pauses], deviations: [...deviations] };
  }

  /** @throws LabError NOT_FOUND */
  async report(id: string): Promise<Report> {
    const row = await this.runs.find(id);
    const [steps, story, people, consults, models, adjustments, lots, given, saved, wires, results, written] = await Promise.all([
      listRunSteps(this.database, id),
      listStory(this.database, id, REPORT_EVENTS),
      listTaskPeople(this.database, id),
      listConsults(this.database, id),
      listModelQuestions(this.database, id),
      listAdjustments(this.database, id),
      listRunMaterials(this.database, id),
      summariseReadings(this.database, id),
      summariseSaved(this.database, id),
      summariseWires(this.database, id),
      this.results.soFar(row),
      listProtocolSteps(this.database, row.protocol.hash),
    ]);
    const counts: Record<string, number> = {};
    for (const { status } of steps) counts[status] = (counts[status] ?? 0) + 1;
    return {
      run: id,
      protocol: row.protocol,
      outcome: outcomeOf(row, counts),
      provenance: provenanceOf(row, wires, people.filter(({ scripted }) => scripted).length, written),
      results: resultViews(results),
      deviations: [...listDeviations(steps, story)],
      windows: story.filter(isWindow).map((event) => windowOf(event)),
      questions: questionsOf(story, consults, models).map((each) => ({ ...each, model: each.model && modelQuestionView(each.model) })),
      adjustments: adjustments.map(({ kind, ...each }) => ({ ...each, unit: kind === null ? '' : canonicalUnit(kind) })),
      lots,
      readings: { given, saved },
      commands: wires,
    };
  }
}

function outcomeOf(row: RunRow, steps: Record<string, number>): Report['outcome'] {
  const { status, state, startedAt, endedAt, startedLab, endedLab, expectedMs } = row;
  return {
    status,
    over: isTerminalRun(status),
    stopReason: state.stopReason,
    holdReasons: [...state.holdReasons],
    startedAt,
    endedAt,
    startedLab,
    endedLab,
    durationMs: startedLab && endedLab ? endedLab.getTime() - startedLab.getTime() : null,
    expectedMs,
    steps,
  };
}

function provenanceOf(
  row: RunRow,
  wires: readonly WireSummary[],
  scriptedTasks: number,
  written: readonly ProtocolStepRow[],
): Report['provenance'] {
  const simulated = wires.filter((wire) => wire.simulated).length;
  const { id, reviewer, meaning, signedHash, createdAt } = row.approval;
  return {
    simulated: simulated === 0 ? 'none' : simulated === wires.length ? 'all' : 'some',
    scriptedTasks,
    selfApproved: row.selfApproved,
    createdBy: row.createdBy,
    planHash: row.planHash,
    parameters: row.parameters,
    bindings: row.bindings,
    approval: { id, reviewer, meaning, signedHash, createdAt },
    steps: written.map((step) => ({ ...step, sentences: [...step.sentences] })),
  };
}

/** What `recordWindows` writes. */
interface WindowData {
  readonly step: string;
  readonly path?: string;
  readonly after: { readonly step: string; readonly point: string };
  readonly gapMs: number;
  readonly atLeastMs: number | null;
  readonly atMostMs: number | null;
  readonly lateMs: number;
}

/** A window as a step began, or one that was missed by a step that never began for it. */
function isWindow({ type, data }: StoryEvent): boolean {
  return type === 'step.window_checked' || (type === 'step.window_missed' && (data['onMissed'] === 'skip' || data['onMissed'] === 'abort'));
}

function windowOf({ atLab, data }: StoryEvent): Report['windows'][number] {
  const { step, path = '', after, gapMs, atLeastMs, atMostMs, lateMs } = data as unknown as WindowData;
  return { atLab, step, iterationPath: path, after: `${after.step}.${after.point}`, gapMs, atLeastMs, atMostMs, lateMs };
}
