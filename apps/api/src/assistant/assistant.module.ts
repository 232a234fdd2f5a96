import { Module } from '@nestjs/common';
import { DraftsModule } from '../drafts/drafts.module';
import { RunsModule } from '../runs/runs.module';
import { Assistant } from './assistant.service';
import { QuestionsController } from './questions.controller';

@Module({ imports: [RunsModule, DraftsModule], controllers: [QuestionsController], providers: [Assistant] })
export class AssistantModule {}
