import { z } from 'zod';

type Schema = z.core.$ZodTypes;

/** One field of an object. Where it may be left out in the protocol, it is null in a draft. */
export interface Field {
  readonly shape: Shape;
  readonly nullable: boolean;
}
export type Fields = ReadonlyMap<string, Field>;

/**
 * What a part of a protocol looks like in a draft. It is worked out from the schema of protocols, so that a new field of the language is in
 * drafts too.
 */
export type Shape =
  | { readonly is: 'value'; readonly schema: z.ZodType }
  | { readonly is: 'list'; readonly item: Shape }
  /** A choice of objects has the fields of all of them. */
  | { readonly is: 'object'; readonly fields: Fields }
  /** A choice of objects or a list: the list is in a field of that name, and a list of objects has no further choice. */
  | { readonly is: 'either'; readonly fields: Fields; readonly item: Shape }
  /** A record: a list of entries with their `name` among the fields, or beside a `value`. */
  | { readonly is: 'entries'; readonly fields: Fields; readonly value: Shape }
  /** Steps in steps: these are in the one list of the draft and name the step that they are in. */
  | { readonly is: 'steps' }
  /** An object that has nothing but steps: true where it is there. */
  | { readonly is: 'mark' };

/** The field of an `either` that has its list. */
export const LIST = 'list';
/** The field of an entry that has its name. */
export const NAME = 'name';

/** @throws Error for a kind of schema that has no place in drafts yet: a fault of whoever adds it to the language */
export function shapeOf(schema: z.core.$ZodType): Shape {
  const { def } = (schema as Schema)._zod;
  switch (def.type) {
    case 'string':
      return { is: 'value', schema: z.string() };
    case 'number':
      return { is: 'value', schema: z.number() };
    case 'boolean':
      return { is: 'value', schema: z.boolean() };
    case 'enum':
      return { is: 'value', schema: z.enum(Object.values(def.entries).map(String) as [string, ...string[]]) };
    case 'literal':
      return { is: 'value', schema: z.literal(def.values as [string | number, ...(string | number)[]]) };
    case 'array': {
      const element = def.element as Schema;
      return element._zod.def.type === 'lazy' ? { is: 'steps' } : { is: 'list', item: shapeOf(element) };
    }
    case 'object': {
      const fields = fieldsOf(def.shape);
      return [...fields.values()].every(({ shape }) => shape.is === 'steps') ? { is: 'mark' } : { is: 'object', fields };
    }
    case 'union':
      return choiceOf(def.options.map((option) => shapeOf(option)));
    case 'record':
      return entriesOf(shapeOf(def.valueType));
    default:
      throw new Error(`a ${def.type} has no place in drafts; add it to shapeOf`);
  }
}

function fieldsOf(shape: z.core.$ZodShape): Fields {
  return new Map(
    Object.entries(shape).map(([name, schema]) => {
      const { def } = (schema as Schema)._zod;
      return [
        name,
        def.type === 'optional' ? { shape: shapeOf(def.innerType), nullable: true } : { shape: shapeOf(schema), nullable: false },
      ];
    }),
  );
}

function choiceOf(options: readonly Shape[]): Shape {
  const objects = options.flatMap((option) => (option.is === 'object' ? [option.fields] : []));
  const lists = options.flatMap((option) => (option.is === 'list' ? [option.item] : []));
  const item = lists[0];
  if (objects.length + lists.length !== options.length || lists.length > 1)
    throw new Error('only objects and one list are a choice in drafts');
  const fields = merged(objects);
  if (!item) return { is: 'object', fields };
  if (fields.has(LIST)) throw new Error(`a choice with a list may have no field "${LIST}"`);
  return { is: 'either', fields: new Map([...fields].map(([name, field]) => [name, { ...field, nullable: true }])), item };
}

/** The fields of all; one that not all of them demand is nullable. Those of one name are of one shape. */
function merged(objects: readonly Fields[]): Fields {
  const names = [...new Set(objects.flatMap((fields) => [...fields.keys()]))];
  return new Map(
    names.map((name) => {
      const found = objects.flatMap((fields) => fields.get(name) ?? []);
      const shape = found.map((each) => each.shape).reduce((one, other) => sameShape(one, other, name));
      return [name, { shape, nullable: found.length < objects.length || found.some(({ nullable }) => nullable) }];
    }),
  );
}

function sameShape(one: Shape, other: Shape, name: string): Shape {
  if (one.is === 'value' && other.is === 'value') {
    const [a, b] = [one.schema, other.schema];
    if (a instanceof z.ZodLiteral && b instanceof z.ZodLiteral) return { is: 'value', schema: z.literal([...a.values, ...b.values]) };
  }
  if (one.is === 'object' && other.is === 'object') return { is: 'object', fields: merged([one.fields, other.fields]) };
  // Anything else that differs would be lost in silence.
  if (JSON.stringify(plainOf(one)) !== JSON.stringify(plainOf(other))) throw new Error(`the field "${name}" of a choice is of two shapes`);
  return one;
}

/** A shape as a value that can be compared. */
function plainOf(shape: Shape): unknown {
  const fields = (all: Fields) => [...all].map(([name, field]) => [name, field.nullable, plainOf(field.shape)]);
  switch (shape.is) {
    case 'value':
      return z.toJSONSchema(shape.schema);
    case 'list':
      return [shape.is, plainOf(shape.item)];
    case 'object':
      return [shape.is, fields(shape.fields)];
    case 'either':
      return [shape.is, fields(shape.fields), plainOf(shape.item)];
    case 'entries':
      return [shape.is, fields(shape.fields), plainOf(shape.value)];
    default:
      return shape.is;
  }
}

function entriesOf(value: Shape): Shape {
  const own: Fields =
    value.is === 'object' || value.is === 'either' ? value.fields : new Map([['value', { shape: value, nullable: false }]]);
  if (own.has(NAME)) throw new Error(`what is in a record may have no field "${NAME}"`);
  return { is: 'entries', fields: new Map([[NAME, { shape: { is: 'value', schema: z.string() }, nullable: false }], ...own]), value };
}
