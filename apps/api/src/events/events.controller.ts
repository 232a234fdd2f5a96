import { Database, readEvents } from '@labwright/persistence';
import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { UuidSchema } from '../http/field.schema';
import { pageOf, type Page } from '../http/page.schema';
import { Operation } from '../openapi/operation';
import { problemResponse } from '../openapi/problem-response';
import { RunsService } from '../runs/runs.service';
import { EventStreams } from './event-streams.service';
import { eventView, mustBeCursor } from './event-view';
import { EventPageSchema, EventQuerySchema, StreamQuerySchema, type EventQuery, type StreamQuery } from './event.schema';

@ApiTags('events')
@Controller('v1')
export class EventsController {
  constructor(
    private readonly database: Database,
    private readonly runs: RunsService,
    private readonly streams: EventStreams,
  ) {}

  @Get('events')
  @ApiProduces('text/event-stream')
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'cursor of the last event that was received; those after it are sent first',
  })
  @ApiResponse({
    status: 200,
    description: 'Each event with its type as `event`, its cursor as `id` and an Event as `data`',
    schema: { type: 'string' },
  })
  @ApiResponse({ status: 404, ...problemResponse('There is no such run') })
  @ApiResponse({
    status: 503,
    ...problemResponse('There are too many event streams, or the database does not answer; try again after Retry-After'),
  })
  @Operation({ summary: 'Streams events as they happen, after those that were missed', answers: null })
  async streamEvents(
    @Query({ schema: StreamQuerySchema }) { run, after }: StreamQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const cursor = lastEventId || after;
    const start = cursor === undefined ? null : mustBeCursor(cursor);
    if (run !== undefined) await this.runs.find(run);
    await this.streams.serve(response, { runId: run ?? null, after: start });
  }

  @Get('runs/:id/events')
  @Operation({
    summary: 'Lists what happened in a run',
    description: 'An event is listed as soon as every older transaction is over, so that none is ever passed over.',
    answers: EventPageSchema,
  })
  async listRunEvents(
    @Param('id', { schema: UuidSchema }) runId: string,
    @Query({ schema: EventQuerySchema }) { after, limit }: EventQuery,
  ): Promise<Page<unknown>> {
    const cursor = after === undefined ? null : mustBeCursor(after);
    await this.runs.find(runId);
    const page = pageOf(await readEvents(this.database, { runId, after: cursor, limit: limit + 1 }), limit, (event) => event.cursor);
    return { ...page, items: page.items.map(eventView) };
  }
}
