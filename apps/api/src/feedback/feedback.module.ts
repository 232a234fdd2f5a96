import { Module } from '@nestjs/common';
import { DraftsModule } from '../drafts/drafts.module';
import { ModelConsults } from './model-consults.service';

@Module({ imports: [DraftsModule], providers: [ModelConsults] })
export class FeedbackModule {}
