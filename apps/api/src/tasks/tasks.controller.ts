import { LabError } from '@labwright/domain';
import { answerConsult, answerRecovery, claimTask, completeTask, releaseTask, type Principal } from '@labwright/execution';
import { Database, listTasks, readLabClock, readTask, type TaskRow } from '@labwright/persistence';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Caller, actingOf } from '../access/caller';
import { UuidSchema } from '../http/field.schema';
import { pageOf, unknownCursor, type Page } from '../http/page.schema';
import { Operation } from '../openapi/operation';
import { modelQuestionView } from './model-question.schema';
import { RecoveryAnswerSchema, type RecoveryAnswerBody } from './recovery.schema';
import {
  ClaimSchema,
  ConsultAnswerSchema,
  CompletionSchema,
  TaskPageSchema,
  TaskQuerySchema,
  TaskSchema,
  type ConsultAnswerBody,
  type TaskClaim,
  type TaskCompletion,
  type TaskQuery,
} from './task.schema';

type TaskView = z.input<typeof TaskSchema>;

@ApiTags('tasks')
@Controller('v1/tasks')
export class TasksController {
  constructor(private readonly database: Database) {}

  @Get()
  @Operation({ summary: 'Lists operator tasks, the oldest first; those to be done where no status is given', answers: TaskPageSchema })
  async listTasks(@Query({ schema: TaskQuerySchema }) { status, run, after, limit }: TaskQuery): Promise<Page<TaskView>> {
    if (after !== undefined && !(await readTask(this.database, after))) throw unknownCursor(after);
    const statuses = status === undefined ? (['open', 'claimed'] as const) : [status];
    const page = pageOf(await listTasks(this.database, { statuses, runId: run, after, limit: limit + 1 }), limit, (task) => task.id);
    const { labNow } = await readLabClock(this.database);
    return { ...page, items: page.items.map((task) => taskView(task, labNow)) };
  }

  @Get(':id')
  @Operation({ summary: 'Shows an operator task', answers: TaskSchema })
  async getTask(@Param('id', { schema: UuidSchema }) id: string): Promise<TaskView> {
    const task = await readTask(this.database, id);
    if (task) return taskView(task, (await readLabClock(this.database)).labNow);
    throw new LabError('NOT_FOUND', `there is no operator task ${id}; GET /v1/tasks lists them`, { kind: 'operator task', id });
  }

  @Post(':id/claim')
  @Operation({
    summary: 'Takes a task, so that nobody else does it too',
    description: 'The body may be left out.',
    answers: TaskSchema,
    body: 'json',
  })
  async claimTask(
    @Param('id', { schema: UuidSchema }) id: string,
    @Body({ schema: ClaimSchema.default({ scripted: false }) }) { scripted }: TaskClaim,
    @Caller() caller: Principal,
  ): Promise<TaskView> {
    await this.database.transaction((tx) => claimTask(tx, id, actingOf(caller), scripted));
    return this.getTask(id);
  }

  @Post(':id/release')
  @Operation({ summary: 'Gives a claimed task back', answers: TaskSchema })
  async releaseTask(@Param('id', { schema: UuidSchema }) id: string, @Caller() caller: Principal): Promise<TaskView> {
    await this.database.transaction((tx) => releaseTask(tx, id, actingOf(caller)));
    return this.getTask(id);
  }

  @Post(':id/complete')
  @Operation({
    summary: 'Completes a claimed task with its evidence',
    description:
      'Its labware is now filled, moved and covered as it says, and its step has succeeded. When a barcode is that of other labware, the task ' +
      'stays claimed, the run is held, and the answer is a conflict (409, kind labware) that says which plate to find; scan again then.',
    answers: TaskSchema,
    body: 'json',
  })
  async completeTask(
    @Param('id', { schema: UuidSchema }) id: string,
    @Body({ schema: CompletionSchema }) completion: TaskCompletion,
    @Caller() caller: Principal,
  ): Promise<TaskView> {
    const outcome = await this.database.transaction((tx) => completeTask(tx, id, actingOf(caller), completion));
    // Only now: the hold is committed, and no error of ours takes it back.
    if ('held' in outcome) {
      const { held, labware } = outcome;
      throw new LabError('CONFLICT', held, { kind: 'labware', id: labware, reason: held });
    }
    return this.getTask(id);
  }

  @Post(':id/answer')
  @Operation({
    summary: 'Answers a claimed consult: continue, adjust or stop',
    description: 'Adjusts only inside the bounds that were approved; anything else is another protocol, with an approval of its own.',
    answers: TaskSchema,
    body: 'json',
  })
  async answerTask(
    @Param('id', { schema: UuidSchema }) id: string,
    @Body({ schema: ConsultAnswerSchema }) answer: ConsultAnswerBody,
    @Caller() caller: Principal,
  ): Promise<TaskView> {
    await this.database.transaction((tx) => answerConsult(tx, id, actingOf(caller), answer));
    return this.getTask(id);
  }

  @Post(':id/recover')
  @Operation({
    summary: 'Answers a recovery task: it happened, it did not, do it again, leave it out, or end the run',
    description:
      'After a look at the instrument; the task says what is known, and what each choice leads to. With the last open one the run goes on. ' +
      'To do again what has to do with labware, `places` says what is in each nest; without it the answer is refused with what is expected.',
    answers: TaskSchema,
    body: 'json',
  })
  async recoverTask(
    @Param('id', { schema: UuidSchema }) id: string,
    @Body({ schema: RecoveryAnswerSchema }) answer: RecoveryAnswerBody,
    @Caller() caller: Principal,
  ): Promise<TaskView> {
    await this.database.transaction((tx) => answerRecovery(tx, id, actingOf(caller), answer));
    return this.getTask(id);
  }
}

function taskView(
  { stepInstanceId, stepId, hazards, ppe, moves, evidence, given, photos, recovery, places, model, ...task }: TaskRow,
  labNow: Date,
): TaskView {
  const overdue = (task.status === 'open' || task.status === 'claimed') && task.dueLab !== null && task.dueLab < labNow;
  const consult = {
    shows: [...task.shows],
    adjust: [...task.adjust],
    answer: task.answer && { choice: task.answer.choice, adjusted: 'adjusted' in task.answer ? [...task.answer.adjusted] : [] },
    recovery: recovery && { ...recovery, evidence: [...recovery.evidence], options: [...recovery.options], places: [...places] },
  };
  const lists = { hazards: [...hazards], ppe: [...ppe], moves: [...moves], evidence: [...evidence], given: [...given] };
  const seen = photos.map((photo) => ({ ...photo, observations: [...photo.observations] }));
  const asked = { photos: seen, model: model && modelQuestionView(model) };
  return { ...task, ...lists, ...consult, ...asked, stepInstance: stepInstanceId, step: stepId, overdue };
}
