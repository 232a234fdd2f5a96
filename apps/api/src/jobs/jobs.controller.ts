import { LabError } from '@labwright/domain';
import { answerStep, setRunPriority, type Principal } from '@labwright/execution';
import { Database, InstrumentEntity, RunEntity, StepInstanceEntity, readQueue } from '@labwright/persistence';
import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Caller, actingOf } from '../access/caller';
import { UuidSchema } from '../http/field.schema';
import { Operation } from '../openapi/operation';
import { problemResponse } from '../openapi/problem-response';
import { jobsView, questionView } from './job-view';
import {
  AnsweredSchema,
  JobsQuerySchema,
  JobsSchema,
  PrioritySchema,
  RunPrioritySchema,
  StepAnswerSchema,
  type JobsQuery,
  type JobsView,
  type Priority,
  type StepAnswerBody,
} from './job.schema';

/** The queue as a technician works with it. */
@ApiTags('jobs')
@Controller('v1')
export class JobsController {
  constructor(private readonly database: Database) {}

  @Get('jobs')
  @ApiResponse({ status: 404, ...problemResponse('There is no such instrument') })
  @Operation({
    summary: 'Shows by instrument what runs, what waits and for what, tasks and open questions',
    description: 'One picture of the whole lab. Queues are cut at `limit`; their counts are not.',
    answers: JobsSchema,
  })
  async listJobs(@Query({ schema: JobsQuerySchema }) { instrument, limit }: JobsQuery): Promise<JobsView> {
    if (instrument !== undefined && !(await this.database.repository(InstrumentEntity).existsBy({ id: instrument }))) {
      const message = `there is no instrument "${instrument}"; GET /v1/instruments lists them`;
      throw new LabError('NOT_FOUND', message, { kind: 'instrument', id: instrument });
    }
    return jobsView(await readQueue(this.database, { instrument: instrument ?? null, limit }), instrument === undefined);
  }

  @Patch('runs/:id/priority')
  @ApiResponse({ status: 409, ...problemResponse('The run is over') })
  @Operation({
    summary: 'Gives a run another place in the queues',
    description: 'What it has reserved it keeps, and what runs goes on.',
    answers: RunPrioritySchema,
    body: 'json',
  })
  async setRunPriority(
    @Param('id', { schema: UuidSchema }) id: string,
    @Body({ schema: PrioritySchema }) { priority, reason }: Priority,
    @Caller() caller: Principal,
  ): Promise<z.input<typeof RunPrioritySchema>> {
    await this.database.transaction((tx) => setRunPriority(tx, id, priority, reason, actingOf(caller).actor));
    const run = await this.database.repository(RunEntity).findOneByOrFail({ id });
    return { run: run.id, status: run.status, priority: run.priority };
  }

  @Post('steps/:id/answer')
  @Operation({
    summary: 'Answers for one step of a held run: do it again, leave it out, or take it as done',
    description:
      'After a look at the instrument. The run goes on when its last open question is answered; POST /v1/runs/{id}/answer answers all at once. ' +
      'What must not be done twice cannot be tried again, and what is known not to have happened cannot be taken as done. To do again what has ' +
      'to do with labware, `places` says what is in each nest of the instrument.',
    answers: AnsweredSchema,
    body: 'json',
  })
  async answerStep(
    @Param('id', { schema: UuidSchema }) id: string,
    @Body({ schema: StepAnswerSchema }) { choice, note, places }: StepAnswerBody,
    @Caller() caller: Principal,
  ): Promise<z.input<typeof AnsweredSchema>> {
    const { runId, open } = await this.database.transaction((tx) => answerStep(tx, id, choice, note, actingOf(caller).actor, places));
    const step = await this.database.repository(StepInstanceEntity).findOneByOrFail({ id });
    const run = await this.database.repository(RunEntity).findOneByOrFail({ id: runId });
    return {
      step: { id, step: step.stepId, title: step.definition.title, status: step.status, attempt: step.attempt },
      run: { id: runId, status: run.status, holdReasons: [...run.state.holdReasons] },
      open: open.map(questionView),
    };
  }
}
