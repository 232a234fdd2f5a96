import { z } from 'zod';
import { IdSchema, LineSchema, QuantitySchema } from './quantity.schema';
import { WellsSchema } from './simple-step.schema';

/** A saved reading, by its name. */
const reading = z.string().max(64);
/** A number that a person brings, as `<step>.<id of the evidence>`. */
const evidence = z
  .string()
  .max(130)
  .regex(/^[a-z][a-z0-9_-]*\.[a-z][a-z0-9_-]*$/);
/** By how much a sample was diluted, 1 for not at all. */
export const DilutionSchema = z.number().min(1).max(1e12);

const fields = { id: IdSchema, title: LineSchema.optional() };

/**
 * What is read of a culture again and again: growth rate and lag, of each well and over all. `blank` is a reading of the medium alone in the same
 * vessel, such as a vial before it is inoculated; its median is subtracted. Wells of a plate are blanked when they are saved. `curvature` is what
 * bends the photometer's answer to cells, b in OD = M - b M^2, above 0 and up to 0.5 per AU, as the lab has it from a dilution series: with it each
 * density, once blanked, is corrected for light that is scattered twice; without it none is.
 */
const GrowthRateSchema = z.strictObject({
  kind: z.literal('growth_rate'),
  ...fields,
  reading,
  wells: WellsSchema.optional(),
  blank: reading.optional(),
  curvature: z.strictObject({ value: z.number().gt(0).lte(0.5), unit: z.literal('/{AU}') }).optional(),
});

/** A curve through the wells whose `nominal` is known, from which the others are read. */
const StandardCurveSchema = z.strictObject({
  kind: z.literal('standard_curve'),
  ...fields,
  reading,
  standards: WellsSchema,
  samples: WellsSchema.optional(),
  model: z.enum(['linear', 'quadratic', 'four_parameter']),
  /** Default: none. */
  weights: z.enum(['none', '1/x', '1/x2', '1/y', '1/y2']).optional(),
});

/** A four-parameter curve over the doses that `nominal` gives; `dividedBy` is another reading of the same wells, such as a density. */
const DoseResponseSchema = z.strictObject({
  kind: z.literal('dose_response'),
  ...fields,
  reading,
  wells: WellsSchema,
  dividedBy: reading.optional(),
});

/**
 * The lowest dose at which nothing grows, for each sample. A well grows when its reading, less that of the sterile control, is more than
 * `threshold` (0 to 1, default 0.1) of the growth control's.
 */
const MicSchema = z.strictObject({
  kind: z.literal('mic'),
  ...fields,
  reading,
  wells: WellsSchema,
  growthControl: WellsSchema,
  sterileControl: WellsSchema.optional(),
  threshold: z.number().gt(0).lt(1).optional(),
});

/** Colonies counted on plates: what the suspension has per mL, and per mass of DNA where a transformation was done with it. */
const ColonyCountSchema = z.strictObject({
  kind: z.literal('colony_count'),
  ...fields,
  plates: z
    .array(z.strictObject({ evidence, plated: QuantitySchema, dilution: DilutionSchema.optional() }))
    .min(1)
    .max(100),
  /** Volume of the whole suspension from which was plated; wanted with `dna`. */
  suspension: QuantitySchema.optional(),
  dna: QuantitySchema.optional(),
});

/** Fluorescence for each density over time, and how fast it rises. */
const ReporterSchema = z.strictObject({
  kind: z.literal('reporter'),
  ...fields,
  fluorescence: reading,
  density: reading,
  wells: WellsSchema.optional(),
});

/** Volumes that were dispensed, from the absorbance of their dye; in `reference` the dye is known by weight. */
const DispensingSchema = z.strictObject({ kind: z.literal('dispensing'), ...fields, reading, wells: WellsSchema, reference: WellsSchema });

/** How straight a reader is over steps of a dye. */
const LinearitySchema = z.strictObject({ kind: z.literal('linearity'), ...fields, reading, standards: WellsSchema });

/** Z' and signal window of an assay. */
const AssayQualitySchema = z.strictObject({
  kind: z.literal('assay_quality'),
  ...fields,
  reading,
  positive: WellsSchema,
  negative: WellsSchema,
});

/** Effects of edge, rows and columns on wells that should be alike. */
const PlateUniformitySchema = z.strictObject({ kind: z.literal('plate_uniformity'), ...fields, reading, wells: WellsSchema });

/** A number that a person brought, per volume of culture where `culture` is given. */
const YieldSchema = z.strictObject({ kind: z.literal('yield'), ...fields, evidence, culture: QuantitySchema.optional() });

/** What is to be computed of a run's readings, said before it is run. */
export const AnalysisSchema = z.discriminatedUnion('kind', [
  GrowthRateSchema,
  StandardCurveSchema,
  DoseResponseSchema,
  MicSchema,
  ColonyCountSchema,
  ReporterSchema,
  DispensingSchema,
  LinearitySchema,
  AssayQualitySchema,
  PlateUniformitySchema,
  YieldSchema,
]);

export type Analysis = z.infer<typeof AnalysisSchema>;
export type AnalysisKind = Analysis['kind'];
