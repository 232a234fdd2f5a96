import { Module } from '@nestjs/common';
import { RunsModule } from '../runs/runs.module';
import { EventPulse } from './event-pulse';
import { EventStreams } from './event-streams.service';
import { EventsController } from './events.controller';

@Module({ imports: [RunsModule], controllers: [EventsController], providers: [EventPulse, EventStreams] })
export class EventsModule {}
