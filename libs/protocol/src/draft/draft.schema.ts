import { z } from 'zod';
import { ProtocolSchema } from '../protocol.schema';
import { StepSchema } from '../step.schema';
import { LIST, NAME, shapeOf, type Fields, type Shape } from './shape';

/** Where a step is in the repeat or decision whose id is its `parent`: in the body, in the case of its number, or in the else. */
export const Branches = ['body', 'case', 'else'] as const;

const { schema: _, steps: __, ...rootSchemas } = ProtocolSchema.shape;
/** Fields of the protocol but its steps and the name of its schema, which every draft has. */
export const RootShape = objectShape(shapeOf(z.strictObject(rootSchemas)));
/** Fields of a step of any kind; steps in it are not among them. */
export const StepShape = objectShape(shapeOf(StepSchema));

function objectShape(shape: Shape): Fields {
  if (shape.is !== 'object') throw new Error('a protocol and its steps are objects');
  return shape.fields;
}

function schemaOf(shape: Shape): z.ZodType {
  switch (shape.is) {
    case 'value':
      return shape.schema;
    case 'list':
      return z.array(schemaOf(shape.item));
    case 'object':
      return z.strictObject(schemasOf(shape.fields));
    case 'either': {
      const list = z.array(schemaOf(shape.item)).nullable();
      return z.strictObject({ ...schemasOf(shape.fields), [LIST]: list.describe('instead of the other fields, when there are several') });
    }
    case 'entries': {
      const list = shape.value.is === 'either' ? { [LIST]: z.array(schemaOf(shape.value.item)).nullable() } : {};
      return z.array(z.strictObject({ ...schemasOf(shape.fields), ...list })).describe(`each ${NAME} once`);
    }
    case 'mark':
      return z.boolean().describe('true where it is there; the steps in it name it by parent and branch');
    case 'steps':
      return z.never();
  }
}

function schemasOf(fields: Fields): Record<string, z.ZodType> {
  const written = [...fields].filter(([, { shape }]) => shape.is !== 'steps');
  return Object.fromEntries(
    written.map(([name, { shape, nullable }]) => [name, nullable ? schemaOf(shape).nullable() : schemaOf(shape)] as const),
  );
}

const DraftStepSchema = z.strictObject({
  ...schemasOf(StepShape),
  parent: z.string().nullable().describe('id of the repeat or decision that this step is in; null outside of all'),
  branch: z.enum(Branches).nullable().describe('body of a repeat, case or else of a decision; null without a parent'),
  case: z.number().nullable().describe('number of the case, from 1; null elsewhere'),
});

/**
 * A protocol as a model drafts it: the same language within the strict subset of JSON Schema that model endpoints take. Every field is there
 * and absence is null; records are lists of entries with a `name`; steps in steps are in the one list, in reading order, and name the step
 * around them; there are no choices of shapes. Lengths, patterns and ranges are not in it: the compiler finds what is wrong there, in words.
 */
export const DraftSchema = z.strictObject({ ...schemasOf(RootShape), steps: z.array(DraftStepSchema) });

/** A draft that fits the schema. */
export type Draft = Readonly<Record<string, unknown>> & { readonly steps: readonly DraftStep[] };
export type DraftStep = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly kind: string;
  readonly parent: string | null;
  readonly branch: (typeof Branches)[number] | null;
  readonly case: number | null;
};

/** The schema as JSON Schema, for model endpoints: see `strictFaults` for the subset that it keeps to. */
export function draftJsonSchema(): Readonly<Record<string, unknown>> {
  return { title: 'Draft of a Labwright protocol', ...z.toJSONSchema(DraftSchema, { io: 'input' }) };
}
