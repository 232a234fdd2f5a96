import { ActivityState, LinkState, RunStatus, ServiceState, StepStatus } from '@labwright/domain';
import { StepAnswer } from '@labwright/execution';
import { z } from 'zod';
import { HashSchema, PlacesSchema, ReasonSchema, SlugSchema, TimeSchema, UuidSchema, closedObject } from '../http/field.schema';
import { JOBS_EXAMPLE, QUESTION_EXAMPLE } from './job-examples';

/** What a step under way does at its instrument. */
export const JobState = {
  starting: 'starting',
  busy: 'busy',
  settling: 'settling',
  holding: 'holding',
  waiting: 'waiting',
} as const;
export type JobState = (typeof JobState)[keyof typeof JobState];

const TimeLeftSchema = z
  .object({
    labMs: z.number().describe('lab milliseconds'),
    wallMs: z.number().describe('wall milliseconds, if the rate of lab time stays'),
    estimated: z.boolean().describe('true where only the expected duration is known'),
    overdueMs: z.number().describe('lab milliseconds past the end that was expected or due; 0 before it'),
  })
  .meta({ id: 'TimeLeft' });

export const JobSchema = z
  .object({
    id: UuidSchema.describe('step instance'),
    step: z.string().describe('id in the plan'),
    iterationPath: z.string(),
    kind: z.enum(['operation', 'operator', 'wait', 'repeat', 'decision', 'consult']),
    title: z.string(),
    status: z.enum(StepStatus),
    state: z.enum(JobState),
    attempt: z.number().int(),
    run: UuidSchema,
    runStatus: z.enum(RunStatus),
    protocol: z.object({ hash: HashSchema, name: z.string(), title: z.string() }),
    priority: z.number().int().describe('of its run; higher goes first, then the run that started earlier'),
    runStartedAt: TimeSchema.nullable(),
    sinceLab: TimeSchema.nullable().describe('since when it is in this state, lab time'),
    sinceWall: TimeSchema.nullable().describe('since when its attempt is under way, wall time'),
    left: TimeLeftSchema.nullable().describe('null where nobody can say'),
    turn: z.number().int().nullable().describe('place in the queue, from 1'),
    waitingFor: z.string().nullable().describe('in words'),
    waitingPlace: z.string().nullable().describe('the nest, where it waits for one'),
  })
  .meta({ id: 'Job' });

export const JobTaskSchema = z
  .object({
    id: UuidSchema.describe('operator task'),
    kind: z.enum(['operator', 'consult']),
    status: z.enum(['open', 'claimed']),
    title: z.string(),
    role: z.string(),
    run: UuidSchema,
    protocolTitle: z.string(),
    stepInstance: UuidSchema,
    claimedBy: z.string().nullable(),
    openedAt: TimeSchema,
    dueLab: TimeSchema.nullable(),
    overdue: z.boolean(),
  })
  .meta({ id: 'JobTask' });

export const StepQuestionSchema = z
  .object({
    id: UuidSchema.describe('step instance; answer with POST /v1/steps/{id}/answer'),
    step: z.string(),
    iterationPath: z.string(),
    title: z.string(),
    instrument: z.string().nullable(),
    run: UuidSchema,
    attempt: z.number().int(),
    happened: z.enum(['unknown', 'no']).describe('unknown: look at the instrument first; no: it failed and is known not to have happened'),
    problem: z.string(),
    choices: z.array(z.enum(StepAnswer)),
    task: UuidSchema.nullable().describe('recovery task with the evidence and the consequences of each choice'),
  })
  .meta({ id: 'StepQuestion', examples: [QUESTION_EXAMPLE] });

const queue = {
  waiting: z.array(JobSchema).describe('in the order in which they go: priority of the run, then its start'),
  waitingCount: z.number().int().describe('also those past the limit'),
  tasks: z.array(JobTaskSchema).describe('open operator tasks, the most urgent first'),
  taskCount: z.number().int(),
  questions: z.array(StepQuestionSchema).describe('steps of held runs that a person has to answer for'),
};

export const JobsSchema = z
  .object({
    clock: z.object({ lab: TimeSchema, wall: TimeSchema, rate: z.number() }).describe('the moment that this is a picture of'),
    instruments: z.array(
      z.object({
        id: z.string(),
        simulated: z.boolean(),
        location: z.string(),
        link: z.enum(LinkState),
        linkReason: z.string(),
        activity: z.enum(ActivityState),
        service: z.enum(ServiceState),
        serviceReason: z.string(),
        paused: z.boolean().describe('what runs goes on, nothing new is dispatched'),
        pausedAt: TimeSchema.nullable(),
        pauseReason: z.string(),
        openFor: UuidSchema.nullable().describe('the run whose person may reach into it now; others wait'),
        running: z.array(JobSchema),
        ...queue,
      }),
    ),
    elsewhere: z.object(queue).describe('what needs no instrument: tasks, waits, windows, pauses between rounds; empty for one instrument'),
  })
  .meta({ id: 'Jobs', examples: [JOBS_EXAMPLE] });
export type JobsView = z.input<typeof JobsSchema>;

export const JobsQuerySchema = closedObject({
  instrument: SlugSchema.optional().describe('only this one'),
  limit: z.coerce.number().int().min(1).max(500).default(50).describe('steps, and tasks, at most in one queue'),
});
export type JobsQuery = z.output<typeof JobsQuerySchema>;

export const PrioritySchema = closedObject({
  priority: z.number().int().min(-100).max(100).describe('higher goes first'),
  reason: z.string().trim().max(1_000).default(''),
}).meta({ id: 'PriorityChange', examples: [{ priority: 50, reason: 'the culture has to be induced before noon' }] });
export type Priority = z.output<typeof PrioritySchema>;

export const RunPrioritySchema = z
  .object({ run: UuidSchema, status: z.enum(RunStatus), priority: z.number().int() })
  .meta({ id: 'RunPriority', examples: [{ run: QUESTION_EXAMPLE.run, status: 'running', priority: 50 }] });

export const StepAnswerSchema = closedObject({
  choice: z
    .enum(StepAnswer)
    .describe('do it again, leave it out (a deviation), take it as done (a deviation), or do it again because it did not happen'),
  note: ReasonSchema.describe('what was seen at the instrument'),
  places: PlacesSchema.optional(),
}).meta({ id: 'StepAnswerRequest', examples: [{ choice: 'retry', note: 'the clamp was closed by hand, nothing else moved' }] });
export type StepAnswerBody = z.output<typeof StepAnswerSchema>;

export const AnsweredSchema = z
  .object({
    step: z.object({ id: UuidSchema, step: z.string(), title: z.string(), status: z.enum(StepStatus), attempt: z.number().int() }),
    run: z
      .object({ id: UuidSchema, status: z.enum(RunStatus), holdReasons: z.array(z.string()) })
      .describe('it goes on after its last answer'),
    open: z.array(StepQuestionSchema).describe('questions of the run that are still open'),
  })
  .meta({
    id: 'StepAnswered',
    examples: [
      {
        step: { id: QUESTION_EXAMPLE.id, step: QUESTION_EXAMPLE.step, title: QUESTION_EXAMPLE.title, status: 'ready', attempt: 1 },
        run: { id: QUESTION_EXAMPLE.run, status: 'running', holdReasons: [] },
        open: [],
      },
    ],
  });
