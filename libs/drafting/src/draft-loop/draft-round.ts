import type { Diagnostic, Draft } from '@labwright/protocol';
import type { DraftAnswer } from '../answers.schema';
import type { StepProvenance } from '../provenance/step-provenance';
import type { SentenceUse } from './sentence-report';

export type Question = DraftAnswer['questions'][number];
export type Assumption = DraftAnswer['assumptions'][number];

/** What the compiler and the screening say of what a model wrote. */
export interface DraftCheck {
  /** The protocol that the draft says; null when nobody can say which. */
  readonly document: Record<string, unknown> | null;
  /** Places of the document; of the draft where there is no document. */
  readonly diagnostics: readonly Diagnostic[];
  /** The same with places of the draft, for whoever wrote it. */
  readonly ofDraft: readonly Diagnostic[];
}

/** What came of one answer. Diagnostics are those of the check, the model's assumptions at their steps, and steps that it left out. */
export interface DraftRound {
  /** 0 for the first draft, then the number of the repair. */
  readonly round: number;
  readonly draft: Draft;
  readonly document: Record<string, unknown> | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly assumptions: readonly Assumption[];
  readonly questions: readonly Question[];
  /** Of a written protocol: each sentence and what became of it; empty without one. */
  readonly sentences: readonly SentenceUse[];
  readonly steps: readonly StepProvenance[];
  readonly callId: string;
}
