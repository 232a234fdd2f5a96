import { Module } from '@nestjs/common';
import { DraftStreams } from './draft-stream';
import { DraftWorker } from './draft-worker';
import { DraftsController } from './drafts.controller';
import { DraftsService } from './drafts.service';

@Module({ controllers: [DraftsController], providers: [DraftWorker, DraftsService, DraftStreams] })
export class DraftsModule {}
