import { RunStatus, StopReason } from '@labwright/domain';
import { z } from 'zod';
import { HashSchema, QuantitySchema, TimeSchema, UuidSchema } from '../http/field.schema';
import { StepProvenanceSchema } from '../protocols/protocol.schema';
import { ModelQuestionSchema } from '../tasks/model-question.schema';
import { AnalysisResultSchema } from './run-results.schema';
import { RunMaterialSchema } from './run.schema';
import { DeviationSchema } from './run-timeline.schema';

const count = z.number().int();

export const RunReportSchema = z
  .object({
    run: UuidSchema,
    protocol: z.object({ hash: HashSchema, name: z.string(), version: z.string(), title: z.string() }),
    outcome: z.object({
      status: z.enum(RunStatus),
      over: z.boolean(),
      stopReason: z.enum(StopReason).nullable(),
      holdReasons: z.array(z.string()),
      startedAt: TimeSchema.nullable(),
      endedAt: TimeSchema.nullable(),
      startedLab: TimeSchema.nullable(),
      endedLab: TimeSchema.nullable(),
      durationMs: z.number().nullable().describe('lab milliseconds'),
      expectedMs: z.number().describe('lab milliseconds, as the plan expects'),
      steps: z.record(z.string(), count).describe('step instances by status'),
    }),
    provenance: z.object({
      simulated: z.enum(['all', 'some', 'none']).describe('of the instruments'),
      scriptedTasks: count.describe('tasks that the scripted operator of a simulated lab has done'),
      selfApproved: z.boolean(),
      createdBy: z.string(),
      planHash: HashSchema,
      parameters: z.record(z.string(), QuantitySchema),
      bindings: z.record(z.string(), z.string()),
      approval: z.object({ id: UuidSchema, reviewer: z.string(), meaning: z.string(), signedHash: HashSchema, createdAt: TimeSchema }),
      steps: z
        .array(StepProvenanceSchema)
        .describe('who wrote each step of the protocol, where it came out of a draft; empty where people wrote it'),
    }),
    results: z.array(AnalysisResultSchema).describe('what its analyses come to so far, in the order of the protocol'),
    deviations: z.array(DeviationSchema),
    windows: z
      .array(
        z.object({
          atLab: TimeSchema,
          step: z.string(),
          iterationPath: z.string(),
          after: z.string().describe('such as take_out.end'),
          gapMs: z.number().describe('lab milliseconds'),
          atLeastMs: z.number().nullable(),
          atMostMs: z.number().nullable(),
          lateMs: z.number().describe('0 where it was kept'),
        }),
      )
      .describe('every window of the protocol, kept or missed'),
    questions: z.array(
      z.object({
        kind: z.enum(['hold', 'consult']).describe('the run asked because of a trouble; the protocol asked'),
        question: z.string(),
        askedLab: TimeSchema,
        answeredLab: TimeSchema.nullable(),
        answer: z.string().nullable(),
        note: z.string().nullable(),
        by: z.string().nullable().describe('such as user:grace, or model:<name> where the model answered'),
        model: ModelQuestionSchema.nullable().describe('what the model was asked about it, and what it said'),
      }),
    ),
    adjustments: z.array(
      z.object({
        param: z.string(),
        from: z.number(),
        to: z.number(),
        unit: z.string().describe('canonical unit, UCUM'),
        by: z.string(),
        task: UuidSchema,
        atLab: TimeSchema,
      }),
    ),
    lots: z.array(RunMaterialSchema),
    readings: z.object({
      given: z
        .array(
          z.object({
            name: z.string(),
            instrument: z.string(),
            unit: z.string(),
            count,
            ok: count,
            min: z.number().nullable(),
            max: z.number().nullable(),
            fromLab: TimeSchema,
            toLab: TimeSchema,
            simulated: z.boolean(),
          }),
        )
        .describe('what instruments gave'),
      saved: z
        .array(
          z.object({
            name: z.string(),
            kind: z.string(),
            unit: z.string(),
            series: count.describe('how often it was saved'),
            count,
            ok: count,
            min: z.number().nullable(),
            median: z.number().nullable(),
            max: z.number().nullable(),
            lastMedian: z.number().nullable().describe('of the last series'),
            simulated: z.boolean(),
          }),
        )
        .describe('what the run saved for its conditions; only ok values count in min, median and max'),
    }),
    commands: z
      .array(
        z.object({
          instrument: z.string(),
          driver: z.string(),
          transport: z.string(),
          simulated: z.boolean(),
          queries: count,
          setpoints: count,
          actions: count,
          succeeded: count,
          failed: count,
          unknown: count,
          unanswered: count.describe('sent, and no answer on the record'),
          medianMs: z.number().nullable().describe('wall milliseconds to the answer'),
          maxMs: z.number().nullable(),
        }),
      )
      .describe('by instrument, which is by wire'),
  })
  .meta({ id: 'RunReport' });
