import { RevisionProposals, type RevisionOutcome } from '@labwright/drafting';

/** A lab in which nothing makes drafts. */
export class NoRevisions extends RevisionProposals {
  propose(): Promise<RevisionOutcome> {
    return Promise.resolve({ ok: false, why: 'drafts of revisions are not available in this lab; a person can change the protocol' });
  }
}
