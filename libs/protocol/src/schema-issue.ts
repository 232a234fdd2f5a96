import type { z } from 'zod';
import { isRecord, type DocumentPath } from './pointer';

/** One issue of the schema at one place, with unions resolved. */
export interface SchemaIssue {
  readonly path: DocumentPath;
  readonly issue: z.core.$ZodIssue;
}

type Schema = z.core.$ZodTypes;

/**
 * The issues as a flat list. The plain unions of the schema are "a quantity or {param}", sometimes "or a list of these", and "a list of wells
 * or {role}": the issues of the branch that the author seems to have meant are kept, by whether the value is a list or has a field `param`.
 */
export function flatten(
  issues: readonly z.core.$ZodIssue[],
  valueOf: (path: DocumentPath) => unknown,
  base: DocumentPath = [],
): readonly SchemaIssue[] {
  return issues.flatMap((issue) => {
    const path: DocumentPath = [...base, ...issue.path.map((segment) => (typeof segment === 'number' ? segment : String(segment)))];
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ path, issue }];
    const value = valueOf(path);
    return flatten(meant(issue.errors, value), valueOf, path);
  });
}

/** Of the branches whose shape the value has, the second for `{param}`, otherwise the first. */
function meant(branches: readonly z.core.$ZodIssue[][], value: unknown): readonly z.core.$ZodIssue[] {
  const shaped = branches.filter((issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0));
  const isParam = isRecord(value) && Object.hasOwn(value, 'param');
  return shaped[isParam ? 1 : 0] ?? shaped[0] ?? branches[0] ?? [];
}

function unwrap(schema: Schema): Schema {
  const def: z.core.$ZodTypes['_zod']['def'] = schema._zod.def;
  if (def.type === 'optional') return unwrap(def.innerType as Schema);
  return def.type === 'lazy' ? unwrap(def.getter() as Schema) : schema;
}

/** The option of a plain union whose shape the value has. */
function optionOfShape(options: readonly Schema[], value: unknown): Schema | undefined {
  const shaped = options.filter(({ _zod: { def } }) => (Array.isArray(value) ? def.type === 'array' : def.type === 'object'));
  return shaped[isRecord(value) && Object.hasOwn(value, 'param') ? 1 : 0] ?? shaped[0];
}

function discriminated(def: z.core.$ZodDiscriminatedUnionDef, value: unknown): Schema | undefined {
  const own = isRecord(value) ? value[def.discriminator] : undefined;
  return def.options
    .map((option) => option as Schema)
    .find((option) => {
      const shape = option._zod.def.type === 'object' ? option._zod.def.shape : {};
      const literal = shape[def.discriminator] as Schema | undefined;
      return literal?._zod.def.type === 'literal' && literal._zod.def.values.includes(own as string);
    });
}

/** The fields that the schema allows at a place of the document; empty where it wants no object. */
export function fieldsAt(root: z.core.$ZodType, path: DocumentPath, valueOf: (path: DocumentPath) => unknown): readonly string[] {
  let schema: Schema | undefined = root as Schema;
  for (let depth = 0; schema; depth += 1) {
    const at = path.slice(0, depth);
    schema = unwrap(schema);
    if (schema._zod.def.type === 'union') {
      const def: z.core.$ZodUnionDef = schema._zod.def;
      const value = valueOf(at);
      if ('discriminator' in def) schema = discriminated(def as z.core.$ZodDiscriminatedUnionDef, value);
      else schema = optionOfShape(def.options as readonly Schema[], value);
      if (!schema) return [];
    }
    const def: z.core.$ZodTypes['_zod']['def'] = schema._zod.def;
    const segment = path[depth];
    if (segment === undefined) return def.type === 'object' ? Object.keys(def.shape) : [];
    if (def.type === 'object') schema = def.shape[String(segment)] as Schema | undefined;
    else if (def.type === 'array') schema = def.element as Schema;
    else schema = def.type === 'record' ? (def.valueType as Schema) : undefined;
  }
  return [];
}
