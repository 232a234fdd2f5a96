// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface Question {
  text?: string | undefined;
  audio?: { mediaType: 'audio/wav' | 'audio/mpeg' | 'audio/ogg' | 'audio/webm' | 'audio/flac' | 'audio/mp4'; data: string } | undefined;
  photo?: string | undefined;
  step?: string | undefined;
}
export interface Exchange {
  id: string;
  run: string | null;
  step: string | null;
  askedBy: { id: string; name: string };
  question: string;
  attached: readonly { kind: 'audio' | 'photo'; mediaType: string; sha256: string }[];
  status: 'answered' | 'unsupported' | 'held' | 'failed';
  answer: string | null;
  citations: readonly { kind: 'step' | 'reading' | 'library'; id: string; title: string }[];
  toolCalls: readonly { tool: string; arguments: unknown; resultSha256: string; failed: boolean }[];
  calls: readonly string[];
  failure: {
    kind:
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
      | 'cancelled';
    message: string;
  } | null;
  draft: string | null;
  model: string | null;
  promptVersion: number | null;
  askedAt: string;
  answeredAt: string;
}
export interface ExchangePage {
  items: readonly Exchange[];
  next: string | null;
}
export interface AssistantOperations {
  /** POST /v1/questions: Asks the bench assistant something about the lab. With text, a recording or a photo. Answered by the model with tools that only read; it cites what it rests on, and code checks that. Whoever accepts text/event-stream gets `tool` and `text` events while the answer is written, and then the whole as `exchange`. Scope: questions:write. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer. */
  askQuestion: { header?: { Accept?: string | undefined }; body: Question; answer: Exchange | string };
  /** POST /v1/runs/{id}/questions: Asks the bench assistant something about a run. With text, a recording or a photo. Answered by the model with tools that only read; it cites what it rests on, and code checks that. Whoever accepts text/event-stream gets `tool` and `text` events while the answer is written, and then the whole as `exchange`. Scope: questions:write. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer. */
  askAboutRun: { path: { id: string }; header?: { Accept?: string | undefined }; body: Question; answer: Exchange | string };
  /** GET /v1/runs/{id}/exchanges: Lists what was asked about a run and answered, the oldest first. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listExchanges: { path: { id: string }; query?: { after?: string | undefined; limit?: number | undefined }; answer: ExchangePage };
}
