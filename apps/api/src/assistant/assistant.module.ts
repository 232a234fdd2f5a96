import { RevisionProposals } from '@labwright/drafting';
import { Module } from '@nestjs/common';
import { RunsModule } from '../runs/runs.module';
import { Assistant } from './assistant.service';
import { NoRevisions } from './no-revisions';
import { QuestionsController } from './questions.controller';

@Module({
  imports: [RunsModule],
  controllers: [QuestionsController],
  providers: [Assistant, { provide: RevisionProposals, useClass: NoRevisions }],
  exports: [RevisionProposals],
})
export class AssistantModule {}
