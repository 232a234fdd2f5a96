import { isTerminalStep, type EventType } from '@labwright/domain';
import type { RunStepRow, StoryEvent, TaskPersonRow } from '@labwright/persistence';
import { deviationsOf, spansOf, textOf, type Deviation, type Span } from './run-story';

/** Events that a timeline is made of. */
export const TIMELINE_EVENTS = [
  'step.waiting',
  'step.dispatched',
  'step.started',
  'step.holding',
  'step.succeeded',
  'step.failed',
  'step.skipped',
  'step.cancelled',
  'step.in_doubt',
  'step.retried',
  'task.answered',
  'step.handed_over',
  'step.interrupted',
  'step.resumed',
  'step.body_begun',
  'task.opened',
  'run.deviated',
  'run.held',
  'run.answered',
  'run.paused',
  'run.resumed',
  'run.stopping',
  'run.ended',
] as const satisfies readonly EventType[];

/** Who or what does a step: an instrument, a person by role, or the run itself. */
export interface Lane {
  readonly kind: 'instrument' | 'person' | 'run';
  /** Instrument id, role, or `run`. */
  readonly id: string;
  /** Who did it, or has it now. */
  readonly person: string | null;
  /** By the scripted operator of a simulated lab. */
  readonly scripted: boolean;
}

/** A trouble of a step, with what was done about it. */
export interface TroubleMark {
  readonly atLab: Date;
  readonly what: 'failed' | 'in_doubt' | 'retried' | 'handed_over' | 'answered';
  readonly message: string | null;
  readonly actor: string;
}

/** One step instance on the timeline; all times are lab time. */
export interface TimelineItem {
  readonly id: string;
  readonly step: string;
  readonly iterationPath: string;
  readonly authored: string;
  readonly inserted: boolean;
  readonly kind: RunStepRow['definition']['kind'];
  readonly title: string;
  readonly parent: string | null;
  readonly status: RunStepRow['status'];
  readonly attempt: number;
  readonly lane: Lane;
  readonly start: Date | null;
  readonly end: Date | null;
  /** Lab milliseconds from start to end; null while it is not over. */
  readonly durationMs: number | null;
  readonly expectedMs: number;
  readonly hold: { readonly from: Date; readonly due: Date | null; readonly to: Date | null; readonly overMs: number | null } | null;
  /** Before it could start: for what. */
  readonly waits: readonly Span[];
  /** Of a hold, while somebody reached into the instrument. */
  readonly interruptions: readonly Span[];
  readonly deviations: readonly Deviation[];
  readonly troubles: readonly TroubleMark[];
}

export interface Timeline {
  /** In the order in which the steps began; those that have not yet, as the plan has them. */
  readonly items: readonly TimelineItem[];
  /** When the whole run stood still for an answer, and why. */
  readonly holds: readonly Span[];
  readonly pauses: readonly Span[];
  /** Deviations that belong to no step. */
  readonly deviations: readonly Deviation[];
}

const OVER: readonly EventType[] = ['step.succeeded', 'step.failed', 'step.skipped', 'step.cancelled'];
const LEFT_WAITING: readonly EventType[] = ['step.dispatched', 'step.started', 'step.body_begun', 'task.opened', 'step.in_doubt', ...OVER];

/** The timeline of a run, from its steps and its record. Pure: the same record gives the same timeline. */
export function timelineOf(steps: readonly RunStepRow[], story: readonly StoryEvent[], people: readonly TaskPersonRow[]): Timeline {
  const byStep = grouped(story);
  const persons = new Map(people.map((each) => [each.stepInstanceId, each]));
  const deviations = deviationsOf(steps, story);
  const items = steps.map((step) => {
    const own = byStep.get(step.id) ?? [];
    return itemOf(step, own, persons.get(step.id), deviations.get(step.id) ?? []);
  });
  const ends: readonly EventType[] = ['run.stopping', 'run.ended'];
  return {
    items: inOrder(items),
    holds: spansOf(story, ['run.held'], ['run.answered', ...ends], ({ data }) => textOf(data, 'reason')),
    pauses: spansOf(story, ['run.paused'], ['run.resumed', ...ends], ({ actor }) => actor),
    deviations: deviations.get('') ?? [],
  };
}

function grouped(story: readonly StoryEvent[]): ReadonlyMap<string, readonly StoryEvent[]> {
  const groups = new Map<string, StoryEvent[]>();
  for (const event of story) {
    const group = groups.get(event.stepInstanceId ?? '');
    if (group) group.push(event);
    else groups.set(event.stepInstanceId ?? '', [event]);
  }
  return groups;
}

function itemOf(
  row: RunStepRow,
  own: readonly StoryEvent[],
  task: TaskPersonRow | undefined,
  deviations: readonly Deviation[],
): TimelineItem {
  const { definition } = row;
  const end = isTerminalStep(row.status) ? row.endedLab : null;
  // A step that never began, such as one that was left out, has no start; it is over all the same.
  const start = row.startedLab;
  return {
    id: row.id,
    step: row.stepId,
    iterationPath: row.iterationPath,
    authored: definition.authored,
    inserted: definition.inserted,
    kind: definition.kind,
    title: definition.title,
    parent: row.parentId,
    status: row.status,
    attempt: row.attempt,
    lane: laneOf(row, task),
    start,
    end,
    durationMs: start && end ? end.getTime() - start.getTime() : null,
    expectedMs: definition.expectedMs,
    hold: row.holdStartedLab && {
      from: row.holdStartedLab,
      due: row.holdDueLab,
      to: end,
      overMs: end && row.holdDueLab ? Math.max(0, end.getTime() - row.holdDueLab.getTime()) : null,
    },
    waits: spansOf(own, ['step.waiting'], LEFT_WAITING, ({ data }) => textOf(data, 'for')),
    interruptions: spansOf(own, ['step.interrupted'], ['step.resumed', ...OVER], ({ data }) => `opened for run ${textOf(data, 'by')}`),
    deviations,
    troubles: own.flatMap((event) => troubleOf(event)),
  };
}

function laneOf({ instrument, definition }: RunStepRow, task: TaskPersonRow | undefined): Lane {
  if (definition.kind === 'operator' || definition.kind === 'consult')
    return { kind: 'person', id: task?.role ?? definition.role, person: task?.person ?? null, scripted: task?.scripted ?? false };
  return { kind: instrument === null ? 'run' : 'instrument', id: instrument ?? 'run', person: null, scripted: false };
}

const TROUBLES = {
  'step.failed': 'failed',
  'step.in_doubt': 'in_doubt',
  'step.retried': 'retried',
  'step.handed_over': 'handed_over',
  'task.answered': 'answered',
} as const satisfies Partial<Record<EventType, TroubleMark['what']>>;

function troubleOf({ type, atLab, actor, data }: StoryEvent): readonly TroubleMark[] {
  const what = Object.hasOwn(TROUBLES, type) ? TROUBLES[type as keyof typeof TROUBLES] : undefined;
  // Of a consult, the answer is what the step is for.
  if (what === 'answered') {
    const message = [textOf(data, 'choice'), textOf(data, 'note')].filter(Boolean).join(': ');
    return textOf(data, 'reason') === '' ? [] : [{ atLab, what, message, actor }];
  }
  return what === undefined ? [] : [{ atLab, what, message: textOf(data, 'error') || textOf(data, 'note') || null, actor }];
}

function inOrder(items: readonly TimelineItem[]): readonly TimelineItem[] {
  const begun = items.filter(({ start }) => start !== null).toSorted((a, b) => Number(a.start) - Number(b.start));
  return [...begun, ...items.filter(({ start }) => start === null)];
}
