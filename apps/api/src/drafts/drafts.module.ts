import { RevisionProposals } from '@labwright/drafting';
import { Module } from '@nestjs/common';
import { DraftReaper } from './draft-reaper';
import { DraftRevisions } from './draft-revisions';
import { DraftStreams } from './draft-stream';
import { DraftWorker } from './draft-worker';
import { DraftsController } from './drafts.controller';
import { HeldDraftsController } from './held-drafts.controller';
import { DraftsService } from './drafts.service';

@Module({
  controllers: [DraftsController, HeldDraftsController],
  providers: [DraftWorker, DraftReaper, DraftsService, DraftStreams, { provide: RevisionProposals, useClass: DraftRevisions }],
  exports: [RevisionProposals],
})
export class DraftsModule {}
