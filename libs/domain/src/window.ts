/** When a step may start, lab milliseconds after the point that its window counts from. */
export interface WindowBounds {
  readonly atLeastMs: number | null;
  readonly atMostMs: number | null;
}

/** Where a moment lies in a window. `missed`: a step that starts now starts `lateMs` too late, above 0; it cannot be in time any more. */
export type WindowState =
  | { readonly state: 'early'; readonly opensInMs: number }
  | { readonly state: 'open'; readonly closesInMs: number | null }
  | { readonly state: 'missed'; readonly lateMs: number };

/** Where a start `gapMs` after the point would lie; both bounds are in the window. */
export function windowAt({ atLeastMs, atMostMs }: WindowBounds, gapMs: number): WindowState {
  if (atMostMs !== null && gapMs > atMostMs) return { state: 'missed', lateMs: gapMs - atMostMs };
  if (atLeastMs !== null && gapMs < atLeastMs) return { state: 'early', opensInMs: atLeastMs - gapMs };
  return { state: 'open', closesInMs: atMostMs === null ? null : atMostMs - gapMs };
}

/** How a hold lasted: in tolerance (0), too long (above 0), or too short (below 0), lab milliseconds beside what was asked. */
export function holdError(hold: { readonly askedMs: number; readonly toleranceMs: number; readonly heldMs: number }): number {
  const error = hold.heldMs - hold.askedMs;
  return Math.abs(error) > hold.toleranceMs ? error : 0;
}
