import { DeviationKind, type EventType } from '@labwright/domain';
import type { RunStepRow, StoryEvent } from '@labwright/persistence';

/** A stretch of lab time with its reason; `to` is null while it lasts. */
export interface Span {
  readonly from: Date;
  readonly to: Date | null;
  readonly reason: string;
}

/** A recorded departure from the protocol. */
export interface Deviation {
  readonly atLab: Date;
  readonly step: string | null;
  readonly iterationPath: string | null;
  readonly kind: DeviationKind;
  readonly reason: string;
  /** How far, in `unit`; null where it has no size. */
  readonly size: number | null;
  /** UCUM; null where it has no size. */
  readonly unit: string | null;
  /** How late a step began, lab milliseconds; null where it is not about that. */
  readonly lateMs: number | null;
  readonly actor: string;
}

/** A field of an event as text; empty where there is none. */
export function textOf(data: Readonly<Record<string, unknown>>, field: string): string {
  const value = data[field];
  return typeof value === 'string' ? value : '';
}

/** Stretches that begin with one kind of event and end with another. One that begins again meanwhile ends the one before: its reason is another. */
export function spansOf(
  story: readonly StoryEvent[],
  begins: readonly EventType[],
  ends: readonly EventType[],
  reasonOf: (event: StoryEvent) => string,
): readonly Span[] {
  const spans: Span[] = [];
  let open: Omit<Span, 'to'> | null = null;
  for (const event of story) {
    const begin = begins.includes(event.type);
    if (!begin && !ends.includes(event.type)) continue;
    if (open) spans.push({ ...open, to: event.atLab });
    open = begin ? { from: event.atLab, reason: reasonOf(event) } : null;
  }
  return open ? [...spans, { ...open, to: null }] : spans;
}

/** Deviations by step instance; under the empty text those of no step. An event without a path means the instance that began last before it. */
export function deviationsOf(steps: readonly RunStepRow[], story: readonly StoryEvent[]): ReadonlyMap<string, readonly Deviation[]> {
  const found = new Map<string, Deviation[]>();
  for (const { type, data, atLab, actor } of story) {
    if (type !== 'run.deviated') continue;
    const stepId = textOf(data, 'step');
    const path = textOf(data, 'path');
    const candidates = steps.filter((each) => each.stepId === stepId && (path === '' || each.iterationPath === path));
    const before = candidates.filter(({ startedLab }) => startedLab !== null && startedLab <= atLab);
    const step = before.toSorted((a, b) => Number(b.startedLab) - Number(a.startedLab))[0] ?? candidates[0];
    const { lateMs, size } = data as { lateMs?: unknown; size?: unknown };
    const late = typeof lateMs === 'number' ? lateMs : null;
    const sized = typeof size === 'number' ? size : late === null ? null : late / 1000;
    const deviation: Deviation = {
      atLab,
      step: stepId || null,
      iterationPath: step?.iterationPath ?? (path || null),
      kind: kindOf(textOf(data, 'kind'), late),
      reason: textOf(data, 'reason') || textOf(data, 'error') || 'departed from the protocol',
      size: sized,
      unit: sized === null ? null : textOf(data, 'unit') || 's',
      lateMs: late,
      actor,
    };
    found.set(step?.id ?? '', [...(found.get(step?.id ?? '') ?? []), deviation]);
  }
  return found;
}

/** What was recorded before kinds were has none, and is known by its size. */
function kindOf(said: string, lateMs: number | null): DeviationKind {
  const kinds: readonly string[] = Object.values(DeviationKind);
  return kinds.includes(said) ? (said as DeviationKind) : lateMs === null ? DeviationKind.other : DeviationKind.late;
}

/** All deviations of a run, in the order in which they were recorded. */
export function listDeviations(steps: readonly RunStepRow[], story: readonly StoryEvent[]): readonly Deviation[] {
  return [...deviationsOf(steps, story).values()].flat().toSorted((a, b) => a.atLab.getTime() - b.atLab.getTime());
}
