import type { EventType } from '@labwright/domain';
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
  readonly reason: string;
  /** How far, lab milliseconds, where it is about time; null where it has no size. */
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
    const { lateMs } = data as { lateMs?: unknown };
    const deviation: Deviation = {
      atLab,
      step: stepId || null,
      iterationPath: step?.iterationPath ?? (path || null),
      reason: textOf(data, 'reason') || textOf(data, 'error') || 'departed from the protocol',
      lateMs: typeof lateMs === 'number' ? lateMs : null,
      actor,
    };
    found.set(step?.id ?? '', [...(found.get(step?.id ?? '') ?? []), deviation]);
  }
  return found;
}
