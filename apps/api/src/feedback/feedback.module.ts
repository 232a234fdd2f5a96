import { Module } from '@nestjs/common';
import { AssistantModule } from '../assistant/assistant.module';
import { ModelConsults } from './model-consults.service';

@Module({ imports: [AssistantModule], providers: [ModelConsults] })
export class FeedbackModule {}
