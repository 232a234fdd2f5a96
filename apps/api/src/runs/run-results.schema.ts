import { RunStatus } from '@labwright/domain';
import { z } from 'zod';
import { TimeSchema, UuidSchema } from '../http/field.schema';

const unit = z.string().describe('UCUM; empty or 1 for a number without one');
const optional = z.number().optional();

const ResultValueSchema = z
  .object({
    name: z.string().describe('stable within the kind of analysis, such as growth_rate'),
    label: z.string().describe('for people'),
    of: z.string().nullable().describe('the sample or well that it is of; null for the whole'),
    value: z.number().nullable().describe('null where it could not be determined; the note says why'),
    unit,
    low: z.number().nullable().describe('bounds of its interval'),
    high: z.number().nullable(),
    confidence: z.number().nullable().describe('probability of that interval, such as 0.95'),
    beyond: z
      .enum(['below', 'above'])
      .nullable()
      .describe('the true value lies below, or above, what could be measured, and `value` is that limit'),
    note: z.string().nullable(),
  })
  .meta({ id: 'ResultValue' });

const ResultFlagSchema = z
  .object({
    well: z.string().nullable(),
    sample: z.string().nullable(),
    what: z.enum(['outlier', 'excluded', 'out_of_range', 'plate_effect', 'poor_fit', 'other']),
    why: z.string(),
  })
  .meta({ id: 'ResultFlag' });

const AxisSchema = z.object({ label: z.string(), unit, scale: z.enum(['linear', 'log']) }).meta({ id: 'FigureAxis' });

const XyFigureSchema = z
  .object({
    type: z.literal('xy'),
    id: z.string(),
    title: z.string(),
    x: AxisSchema,
    y: AxisSchema,
    series: z.array(
      z.object({
        name: z.string(),
        style: z.enum(['points', 'line', 'line_and_points', 'band']),
        group: z.string().describe('series of one group have one colour'),
        points: z.array(
          z.object({
            x: z.number(),
            y: z.number(),
            low: optional.describe('bounds of an interval around y'),
            high: optional,
            well: z.string().optional(),
            flagged: z.literal(true).optional().describe('left out of the fit, or doubtful'),
          }),
        ),
      }),
    ),
    marks: z.array(z.object({ axis: z.enum(['x', 'y']), at: z.number(), label: z.string() })).describe('straight lines across the figure'),
  })
  .meta({ id: 'XyFigure' });

const PlateFigureSchema = z
  .object({
    type: z.literal('plate'),
    id: z.string(),
    title: z.string(),
    rows: z.number().int(),
    columns: z.number().int(),
    label: z.string().describe('what the colour means'),
    unit,
    wells: z
      .record(
        z.string(),
        z.object({
          value: z.number().nullable().describe('null where nothing good was read'),
          role: z.string().nullable(),
          sample: z.string().nullable(),
          flagged: z.literal(true).optional(),
        }),
      )
      .describe('by name, such as A1'),
  })
  .meta({ id: 'PlateFigure' });

export const AnalysisResultSchema = z
  .object({
    id: z.string().describe('as the protocol names it'),
    kind: z.string().describe('such as growth_rate'),
    title: z.string(),
    main: ResultValueSchema.nullable().describe('the one number that is asked for first; null where data did not suffice'),
    values: z.array(ResultValueSchema).describe('all numbers, the main one among them'),
    insufficient: z.string().nullable().describe('why there is no main value'),
    method: z.string().describe('what was computed, from which readings, with the source of the formula'),
    flags: z.array(ResultFlagSchema).describe('what a reader has to know of single wells and samples, such as what was left out'),
    figures: z.array(z.discriminatedUnion('type', [XyFigureSchema, PlateFigureSchema])).describe('what is drawn of it, as data'),
    simulated: z.boolean().describe('some of the readings come from a simulated instrument, or numbers from a scripted operator'),
  })
  .meta({ id: 'AnalysisResult' });

export const RunResultsSchema = z
  .object({
    run: UuidSchema,
    status: z.enum(RunStatus),
    over: z.boolean().describe('false while more may come'),
    startedLab: TimeSchema.nullable().describe('times of results count from here'),
    results: z.array(AnalysisResultSchema).describe('in the order of the protocol; empty where it asks for none'),
  })
  .meta({ id: 'RunResults' });
