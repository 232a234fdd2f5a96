import type { CallContext, FailureKind } from './model-port';
import type { PromptName } from './prompt';
import type { Purpose } from './purpose';

/** Tokens of one call, as the endpoint counted them. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What is known of a call before it is made. */
export interface CallBegun {
  readonly purpose: Purpose;
  readonly provider: string;
  readonly api: string;
  readonly modelAsked: string;
  readonly prompt: { readonly name: PromptName; readonly version: number; readonly sha256: string } | null;
  /** SHA-256 of everything that is sent, hex. */
  readonly inputSha256: string;
  /** From 1: an answer that calls tools takes several calls. */
  readonly round: number;
  readonly context: CallContext;
}

/** What came of it. `answered` with a value or with calls of tools. */
export interface CallEnded {
  readonly status: 'answered' | 'failed';
  readonly modelReturned: string | null;
  readonly responseId: string | null;
  /** Null where the endpoint did not say. */
  readonly usage: Usage | null;
  /** What budgets count: as the endpoint says, or a quarter of the characters that went both ways. */
  readonly countedTokens: number;
  /** US dollars; null where no price is set for the model. */
  readonly cost: number | null;
  /** Wall milliseconds. */
  readonly latencyMs: number;
  readonly failure: FailureKind | null;
  readonly message: string | null;
  readonly refusal: string | null;
  readonly errorCode: string | null;
}

/** What the site policy allows beside the settings; the tighter of the two holds. */
export interface SiteBudgets {
  /** Tokens of one draft, and of one person in 24 hours. */
  readonly tokensPerDraft: number;
  readonly tokensPerDay: number;
  /** Of one person in 24 hours, in the currency of the prices. */
  readonly costPerDay: number;
}

/** What was spent already, or is held by calls under way: for the run, for the draft, and by the person in the last 24 hours. */
export interface Spent {
  readonly run: number;
  readonly draft: number;
  readonly person: number;
  /** US dollars, by the person. */
  readonly personCost: number;
  /** Absent where there is no policy. */
  readonly site?: SiteBudgets;
}

/** What a call takes at most. Counts as spent from its beginning until its end says what it took; for good where a crash keeps that from coming. */
export interface Held {
  readonly tokens: number;
  /** US dollars; null where no price is set for the model. */
  readonly cost: number | null;
}

/** Where calls are written down. A call that cannot be written down is not made. */
export interface CallBook {
  /**
   * Before the call: `hold` is told what is spent and says what is held for this one, and no other call of the same person, run or draft begins
   * between the two. Pure: it may be asked more than once. Answers the id of the call's row, and what is held.
   */
  begin<H extends Held>(call: CallBegun, hold: (spent: Spent) => H): Promise<{ readonly callId: string; readonly held: H }>;
  /** Once, whatever came of it. */
  end(callId: string, call: CallEnded): Promise<void>;
}
