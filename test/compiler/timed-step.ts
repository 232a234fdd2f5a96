/** A step of a random protocol as it stands in the document; durations are in seconds. */
export interface TimedStep {
  readonly id: string;
  readonly kind: 'wait' | 'operator' | 'operation' | 'repeat' | 'decision';
  readonly after?: readonly string[];
  readonly timing?: readonly TimedWindow[];
  readonly startsOnEndOf?: string;
  readonly duration?: Seconds;
  readonly instruction?: string;
  readonly moves?: readonly { readonly labware: string; readonly to: string }[];
  readonly body?: readonly TimedStep[];
  readonly atMost?: Seconds;
  readonly every?: Seconds;
  readonly cases?: readonly { readonly when: string; readonly steps: readonly TimedStep[] }[];
  readonly else?: { readonly steps: readonly TimedStep[] };
}

export interface TimedWindow {
  /** Such as `fill.end`. */
  readonly after: string;
  readonly atLeast?: Seconds;
  readonly atMost?: Seconds;
  readonly onMissed: 'hold';
}

export interface Seconds {
  readonly value: number;
  readonly unit: 's';
  readonly tolerance?: number;
}

/** The lists in a step: the body of a repeat, the cases of a decision with `else` last. */
export function listsIn({ body, cases, else: otherwise }: TimedStep): readonly (readonly TimedStep[])[] {
  if (body) return [body];
  return cases ? [...cases.map(({ steps }) => steps), otherwise?.steps ?? []] : [];
}

/** Ids of the steps of the same list that a step waits for: those it names, or the one before it. */
export function waitsFor(list: readonly TimedStep[], index: number): readonly string[] {
  const before = list[index - 1];
  return list[index]?.after ?? (before ? [before.id] : []);
}
