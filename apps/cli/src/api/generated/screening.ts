// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface ScreeningHoldPage {
  items: readonly ScreeningHold[];
  next: string | null;
}
export interface ScreeningHold {
  screening: string;
  hash: string;
  name: string;
  version: string;
  title: string;
  status: 'draft' | 'submitted' | 'held_biosafety' | 'in_review' | 'approved' | 'rejected' | 'expired' | 'revoked';
  author: { id: string; name: string };
  heldAt: string;
  policyVersion: string;
  lists: readonly string[];
  findings: readonly ScreeningFinding[];
  decision: { decision: 'released' | 'rejected'; reason: string; signedHash: string; by: { id: string; name: string }; at: string } | null;
}
export interface ScreeningFinding {
  rule: string;
  list: string;
  version: string;
  category: string;
  path: string;
  excerpt: string;
  severity: 'hold' | 'error' | 'warning';
  message: string;
}
export interface ScreenedTextPage {
  items: readonly ScreenedText[];
  next: string | null;
}
export interface ScreenedText {
  id: string;
  subject: 'protocol' | 'note' | 'answer' | 'device' | 'file_name' | 'request' | 'transcript' | 'draft';
  run: string | null;
  instrument: string | null;
  draft: string | null;
  actor: string;
  at: string;
  findings: readonly ScreeningFinding[];
}
export interface HeldDraftPage {
  items: readonly HeldDraft[];
  next: string | null;
}
export interface HeldDraft {
  screening: string;
  draft: string;
  title: string;
  asker: { id: string; name: string };
  subject: string;
  heldAt: string;
  status:
    | 'drafting'
    | 'drafted'
    | 'needs_answers'
    | 'held_biosafety'
    | 'released'
    | 'rejected'
    | 'failed'
    | 'cancelled'
    | 'interrupted'
    | 'submitted';
  protocol: string | null;
  policyVersion: string;
  lists: readonly string[];
  findings: readonly ScreeningFinding[];
  decision: { decision: 'released' | 'rejected'; reason: string; signedHash: string; by: { id: string; name: string }; at: string } | null;
}
export interface ScreeningOperations {
  /** GET /v1/screening/holds: Lists protocols that screening holds, the one that waits longest first. With every finding, the rule and the list that it cites, and the decision where there is one. Scope: lab:read. Roles: automation_engineer, scientist, technician, reviewer, biosafety_officer, study_coordinator, grader, admin. */
  listHolds: {
    query?: { all?: 'true' | 'false' | undefined; after?: string | undefined; limit?: number | undefined };
    answer: ScreeningHoldPage;
  };
  /** GET /v1/screening/texts: Lists notes, answers and texts of devices in which something was found, the newest first. They stopped nothing: a text changes no plan, limit or approval. Scope: audit:read. Roles: reviewer, biosafety_officer, admin. */
  listScreenedTexts: { query?: { after?: string | undefined; limit?: number | undefined }; answer: ScreenedTextPage };
  /** GET /v1/screening/drafts: Lists drafts that are held, the one that waits longest first. No model is shown them, and nobody changes or submits them, until POST /v1/drafts/{id}/release; /reject is final. With every finding and the decision where there is one. Scope: audit:read. Roles: reviewer, biosafety_officer, admin. */
  listHeldDrafts: {
    query?: { all?: 'true' | 'false' | undefined; after?: string | undefined; limit?: number | undefined };
    answer: HeldDraftPage;
  };
}
