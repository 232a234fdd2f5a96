import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The biosafety officer decides about drafts as about protocols, each decision beside the verdict that it is about. A revision is found by the
 * hash of its document, so that whoever submits it brings its provenance; and a step is of every sentence that it was made of.
 */
export class DecidedDrafts1700000000029 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table lab.drafts drop constraint drafts_status_check;
      alter table lab.drafts add constraint drafts_status_check check
        (status in ('drafting', 'drafted', 'needs_answers', 'held_biosafety', 'released', 'rejected', 'failed', 'cancelled', 'interrupted', 'submitted'));

      alter table lab.screening_decisions alter protocol_hash drop not null;
      alter table lab.screening_decisions add draft_id uuid references lab.drafts;
      alter table lab.screening_decisions add signed_with text check (signed_with in ('password', 'key', 'none'));
      alter table lab.screening_decisions add constraint screening_decisions_about check (num_nonnulls(protocol_hash, draft_id) = 1);
      alter table lab.screening_decisions add constraint screening_decisions_draft_signed check (draft_id is null or signed_with is not null);
      create index screening_decisions_draft on lab.screening_decisions (draft_id) where draft_id is not null;

      create index drafts_protocol on lab.drafts (protocol_hash) where protocol_hash is not null;

      -- Of a revision that says a protocol.
      alter table lab.draft_revisions add document_hash text check (document_hash ~ '^[0-9a-f]{64}$');
      create index draft_revisions_document on lab.draft_revisions (document_hash) where document_hash is not null;

      alter table lab.draft_steps add sentences int[] not null default '{}';
      update lab.draft_steps set sentences = array[sentence] where sentence is not null;
      alter table lab.draft_steps drop column sentence;
      alter table lab.protocol_steps add sentences int[] not null default '{}';
      update lab.protocol_steps set sentences = array[sentence] where sentence is not null;
      alter table lab.protocol_steps drop column sentence;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table lab.protocol_steps add sentence int;
      update lab.protocol_steps set sentence = sentences[1];
      alter table lab.protocol_steps drop column sentences;
      alter table lab.draft_steps add sentence int;
      update lab.draft_steps set sentence = sentences[1];
      alter table lab.draft_steps drop column sentences;
      drop index lab.drafts_protocol;
      drop index lab.draft_revisions_document;
      alter table lab.draft_revisions drop column document_hash;
      delete from lab.screening_decisions where draft_id is not null;
      alter table lab.screening_decisions drop column draft_id, drop column signed_with;
      alter table lab.screening_decisions alter protocol_hash set not null;
      update lab.drafts set status = 'held_biosafety' where status in ('released', 'rejected');
      alter table lab.drafts drop constraint drafts_status_check;
      alter table lab.drafts add constraint drafts_status_check check
        (status in ('drafting', 'drafted', 'needs_answers', 'held_biosafety', 'failed', 'cancelled', 'interrupted', 'submitted'));
    `);
  }
}
