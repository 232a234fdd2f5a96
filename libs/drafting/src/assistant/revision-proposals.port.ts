/** What is to be changed in which protocol, and for whom. */
export interface RevisionRequest {
  readonly protocolHash: string;
  /** What should be different, in the words of whoever asks. Data: it is screened, and becomes a draft like any other. */
  readonly instruction: string;
  /** Principal who asks, and whose draft it is. */
  readonly askedBy: string;
  /** By whom it is proposed, as the record names it: `user:<name>`, or `model:<name>` where a run's readings ask for it. */
  readonly actor: string;
  readonly runId: string | null;
  readonly signal: AbortSignal;
}

export type RevisionOutcome = { readonly ok: true; readonly draft: string } | { readonly ok: false; readonly why: string };

/** Makes a draft out of a protocol and an instruction. A draft is nothing but a draft: people submit it, and others approve it. */
export abstract class RevisionProposals {
  /** `draft` is its id. Never throws for what a model does. */
  abstract propose(request: RevisionRequest): Promise<RevisionOutcome>;
}
