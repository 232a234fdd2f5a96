import { createHash } from 'node:crypto';
import type { CallBook, CallEnded } from './call-book';
import type { CallContext, ModelOutcome, ModelPort, ModelRequest, ModelStatus, Speech } from './model-port';
import type { Purpose } from './purpose';

const PROBLEM =
  'no model is set up: set OPENAI_API_KEY, or OPENAI_BASE_URL for an endpoint of your own; everything else goes on without it';

const NOT_CALLED: CallEnded = {
  status: 'failed',
  modelReturned: null,
  responseId: null,
  usage: null,
  countedTokens: 0,
  cost: null,
  latencyMs: 0,
  failure: 'unsupported',
  message: PROBLEM,
  refusal: null,
  errorCode: 'no_model',
};

/** A lab without a model: every question fails, and says how to get one. That somebody asked is written down. */
export class NoModel implements ModelPort {
  constructor(private readonly book: CallBook) {}

  ask<T>({ purpose, context }: ModelRequest<T>): Promise<ModelOutcome<T>> {
    return this.refuse(purpose, context);
  }

  transcribe(_audio: unknown, context: CallContext): Promise<ModelOutcome<string>> {
    return this.refuse('transcribe', context);
  }

  speak(_text: string, context: CallContext): Promise<ModelOutcome<Speech>> {
    return this.refuse('speak', context);
  }

  async status(): Promise<ModelStatus> {
    return { provider: 'none', model: '', api: 'none', reachable: false, can: null, problem: PROBLEM };
  }

  private async refuse(purpose: Purpose, context: CallContext): Promise<ModelOutcome<never>> {
    const inputSha256 = createHash('sha256').digest('hex');
    const call = { purpose, provider: 'none', api: 'none', modelAsked: '', prompt: null, inputSha256, round: 1, context };
    const { callId } = await this.book.begin(call, () => ({ tokens: 0, cost: null }));
    await this.book.end(callId, NOT_CALLED);
    return { ok: false, failure: 'unsupported', message: PROBLEM, callId };
  }
}
