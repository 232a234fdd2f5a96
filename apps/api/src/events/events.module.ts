import { Module } from '@nestjs/common';
import { RunsModule } from '../runs/runs.module';
import { EventPulse } from './event-pulse';
import { EventStreams } from './event-streams.service';
import { EventTail } from './event-tail';
import { EventsController } from './events.controller';

@Module({ imports: [RunsModule], controllers: [EventsController], providers: [EventPulse, EventTail, EventStreams] })
export class EventsModule {}
