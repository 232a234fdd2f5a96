/** What a run did otherwise than its protocol. Sizes are in the unit that stands with them; where a kind has no size it is null. */
export const DeviationKind = {
  /** A step started after its window, by so many seconds. */
  late: 'late',
  /** A hold lasted longer than asked, by so many seconds. */
  hold_long: 'hold_long',
  /** A hold lasted shorter than asked, by so many seconds. */
  hold_short: 'hold_short',
  /** A reading was not as expected. */
  out_of_range: 'out_of_range',
  /** A step was left out, by a person or as its author wanted it; of a missed window, it was late by so many seconds. */
  skipped: 'skipped',
  /** Nobody knows whether it happened, and a person says that it did. */
  taken_as_done: 'taken_as_done',
  /** A step failed, and its author wants to go on. */
  failed: 'failed',
  /** A repeat got to its bound before its condition held. */
  bound_reached: 'bound_reached',
  other: 'other',
} as const;
export type DeviationKind = (typeof DeviationKind)[keyof typeof DeviationKind];
