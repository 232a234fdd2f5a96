// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface Model {
  provider: 'openai' | 'compatible' | 'simulated' | 'none';
  model: string;
  api: 'responses' | 'chat_completions' | 'none';
  reachable: boolean;
  can: { strictSchema: boolean; images: boolean; tools: boolean; audio: boolean } | null;
  problem: string | null;
}
export interface ModelCallPage {
  items: readonly ModelCall[];
  next: string | null;
}
export interface ModelCall {
  id: string;
  purpose: 'draft' | 'repair' | 'photo_check' | 'consult' | 'ask' | 'transcribe' | 'speak' | 'probe';
  provider: string;
  api: string;
  modelAsked: string;
  modelReturned: string | null;
  promptName: 'draft' | 'repair' | 'photo-check' | 'consult' | 'ask' | 'probe' | null;
  promptVersion: number | null;
  promptSha256: string | null;
  inputSha256: string;
  round: number;
  actor: { id: string; name: string } | null;
  run: string | null;
  step: string | null;
  draft: string | null;
  at: string;
  status: 'under_way' | 'answered' | 'failed';
  responseId: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
  countedTokens: number;
  cost: number | null;
  latencyMs: number | null;
  failure:
    | 'refused'
    | 'cut_off'
    | 'filtered'
    | 'biosafety'
    | 'invalid_prompt'
    | 'rate_limited'
    | 'server_error'
    | 'timed_out'
    | 'unreachable'
    | 'wrong_key'
    | 'malformed'
    | 'unsupported'
    | 'out_of_budget'
    | 'out_of_rounds'
    | 'cancelled'
    | null;
  message: string | null;
  refusal: string | null;
  errorCode: string | null;
}
export interface ModelOperations {
  /** GET /v1/model: Shows the model, whether it can be reached and what it can do. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  showModel: { answer: Model };
  /** GET /v1/model/calls: Lists calls of the model, the newest first. Failed ones too. What was sent and said is not in it: digests, tokens, cost, and why there was no answer. The words of a refusal are for whoever asked, reviewers and biosafety officers, but where the call is about a run. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listModelCalls: {
    query?: { run?: string | undefined; draft?: string | undefined; after?: string | undefined; limit?: number | undefined };
    answer: ModelCallPage;
  };
}
