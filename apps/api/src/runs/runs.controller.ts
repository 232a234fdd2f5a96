import type { Principal } from '@labwright/execution';
import { Database, listRuns, readRun } from '@labwright/persistence';
import { Body, Controller, Get, Headers, Param, Post, Query, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Caller, actingOf } from '../access/caller';
import { UuidSchema } from '../http/field.schema';
import { pageOf, unknownCursor, type Page } from '../http/page.schema';
import { TakesIdempotencyKey, idempotencyKey } from '../openapi/idempotency-key';
import { Operation } from '../openapi/operation';
import { problemResponse } from '../openapi/problem-response';
import { Revalidated, tagged } from '../openapi/revalidation';
import { summaryView } from './run-view';
import {
  AnswerSchema,
  CancelSchema,
  NewRunSchema,
  RunPageSchema,
  RunQuerySchema,
  RunSchema,
  type AnswerRequest,
  type Cancel,
  type NewRun,
  type RunQuery,
} from './run.schema';
import { RunsService } from './runs.service';

@ApiTags('runs')
@Controller('v1/runs')
export class RunsController {
  constructor(
    private readonly database: Database,
    private readonly runs: RunsService,
  ) {}

  @Get()
  @Operation({ summary: 'Lists runs, the newest first', answers: RunPageSchema })
  async listRuns(@Query({ schema: RunQuerySchema }) { after, limit, ...filter }: RunQuery): Promise<Page<unknown>> {
    if (after !== undefined && !(await readRun(this.database, after))) throw unknownCursor(after);
    const page = pageOf(await listRuns(this.database, { ...filter, after, limit: limit + 1 }), limit, (run) => run.id);
    return { ...page, items: page.items.map(summaryView) };
  }

  @Post()
  @TakesIdempotencyKey('the same run')
  @ApiResponse({ status: 404, ...problemResponse('There is no such protocol') })
  @Operation({
    summary: 'Creates a run of an approved protocol; nothing moves before it is started',
    status: 201,
    answers: RunSchema,
    body: 'json',
  })
  createRun(
    @Body({ schema: NewRunSchema }) run: NewRun,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    return this.runs.create(run, idempotencyKey(key), actingOf(caller));
  }

  @Get(':id')
  @Revalidated()
  @Operation({ summary: 'Shows a run with its steps, its labware and its approval', answers: RunSchema })
  async getRun(@Param('id', { schema: UuidSchema }) id: string, @Res({ passthrough: true }) response: Response): Promise<unknown> {
    return tagged(response, await this.runs.show(id));
  }

  @Post(':id/start')
  @Operation({ summary: 'Starts a run that is ready', answers: RunSchema })
  startRun(@Param('id', { schema: UuidSchema }) id: string, @Caller() caller: Principal): Promise<unknown> {
    return this.runs.start(id, actingOf(caller));
  }

  @Post(':id/pause')
  @Operation({ summary: 'Pauses a run: what is under way is finished, nothing else is started', answers: RunSchema })
  pauseRun(@Param('id', { schema: UuidSchema }) id: string, @Caller() caller: Principal): Promise<unknown> {
    return this.runs.pause(id, actingOf(caller));
  }

  @Post(':id/resume')
  @Operation({ summary: 'Goes on with a paused run', answers: RunSchema })
  resumeRun(@Param('id', { schema: UuidSchema }) id: string, @Caller() caller: Principal): Promise<unknown> {
    return this.runs.resume(id, actingOf(caller));
  }

  @Post(':id/cancel')
  @Operation({ summary: 'Ends a run from any state; its instruments go to their safe state', answers: RunSchema, body: 'json' })
  cancelRun(
    @Param('id', { schema: UuidSchema }) id: string,
    @Body({ schema: CancelSchema }) { reason }: Cancel,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    return this.runs.cancel(id, reason, actingOf(caller));
  }

  @Post(':id/answer')
  @Operation({ summary: "Gives a person's answer to a held run", answers: RunSchema, body: 'json' })
  answerRun(
    @Param('id', { schema: UuidSchema }) id: string,
    @Body({ schema: AnswerSchema }) { choice, note, places }: AnswerRequest,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    return this.runs.answer(id, choice, note, places, actingOf(caller));
  }
}
