/**
 * When the steps of a plan are expected to happen, lab milliseconds from the start of the run: each as early as its windows allow, the
 * longest case of each decision counted, on instruments that nobody else uses. A repeat takes the time that is expected of it, and the steps in
 * it stand where they are in its first round.
 */
export interface PlanSchedule {
  /** Id in the plan -> its times; steps of repeats and decisions too, those of all cases. */
  readonly steps: Readonly<Record<string, PlanStepTimes>>;
  /** Expected time of the operator's steps, in all rounds that are expected. */
  readonly handsOnMs: number;
  /** Ids of the steps of which each fixes when the next one starts; the last is over when the run is. */
  readonly criticalPath: readonly string[];
  /** Stretches with an operator's step or a question under way; where rounds of a repeat need somebody, all of it from its second round on. */
  readonly attended: readonly PlanStretch[];
  /** Stretches from the end of one of these to the start of the next. */
  readonly unattended: readonly PlanStretch[];
}

export interface PlanStepTimes {
  readonly startMs: number;
  readonly endMs: number;
  /** Shortest and longest that it may take: of a repeat one round and its bound, of a decision its shortest and its longest case as expected. */
  readonly minMs: number;
  readonly maxMs: number;
}

export interface PlanStretch {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The longest stretch in which nobody is needed, the first of those equally long; null where somebody always is. */
export function longestUnattended({ unattended }: PlanSchedule): PlanStretch | null {
  const length = ({ fromMs, untilMs }: PlanStretch) => untilMs - fromMs;
  return unattended.reduce<PlanStretch | null>((longest, each) => (longest && length(longest) >= length(each) ? longest : each), null);
}
