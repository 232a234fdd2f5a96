/** What the demo reads of the API's answers about a draft, its model, and what a run asks the model. */
export interface Finding {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly path: string;
  readonly message: string;
  readonly fixableByModel: boolean;
}

export interface Question {
  readonly about: string;
  readonly question: string;
}

export interface Assumption {
  /** Null where it is of the whole protocol. */
  readonly step: string | null;
  readonly assumption: string;
}

export type DraftEvent =
  | { readonly type: 'asked'; readonly round: number; readonly purpose: 'draft' | 'repair'; readonly findings: number }
  | { readonly type: 'text' }
  | {
      readonly type: 'revision';
      readonly revision: number;
      readonly steps: number;
      readonly diagnostics: readonly Finding[];
      readonly assumptions: readonly Assumption[];
    }
  | { readonly type: 'ended'; readonly status: string; readonly problem: string | null; readonly questions: readonly Question[] };

export interface Draft {
  readonly id: string;
  readonly status: string;
  readonly model: { readonly model: string; readonly simulated: boolean } | null;
  readonly current: {
    readonly number: number;
    readonly errors: number;
    readonly document: object | null;
    readonly assumptions: readonly Assumption[];
  } | null;
}

export interface StepProvenance {
  readonly step: string;
  readonly by: 'person' | 'model' | 'model_then_person';
  readonly sentences: readonly number[];
  /** Those sentences of a written protocol; null where there was none, but a request. */
  readonly source: string | null;
  readonly callId: string | null;
}

export interface ModelCall {
  readonly id: string;
  readonly purpose: string;
  readonly modelAsked: string;
  readonly promptName: string | null;
  readonly promptVersion: number | null;
  readonly status: string;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

/** A question of a run to the model; `model` is null where people alone were asked. */
export interface RunQuestion {
  readonly question: string;
  readonly by: string | null;
  readonly model: {
    readonly status: string;
    readonly decision: string | null;
    readonly adjust: readonly { readonly param: string; readonly value: number; readonly unit: string }[];
    readonly reason: string;
    readonly readings: readonly string[];
    readonly model: string | null;
    readonly promptVersion: number | null;
    readonly call: string | null;
    readonly outcome: string;
  } | null;
}
