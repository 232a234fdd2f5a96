type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);
const DEEPEST = 32;

/**
 * The least value that fits a schema of the strict subset: null where it may be, nothing in lists, the first of a choice. It means nothing.
 * Below a depth of 32 it is null.
 */
export function leastFitting(schema: unknown, depth = 0): unknown {
  if (!isSchema(schema) || depth > DEEPEST) return null;
  const { type, anyOf, properties } = schema;
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0] as unknown;
  if (Array.isArray(anyOf)) {
    const nothing = anyOf.some((option) => isSchema(option) && option['type'] === 'null');
    return nothing ? null : leastFitting(anyOf[0], depth + 1);
  }
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  if (types.includes('null')) return null;
  if (types.includes('object') || isSchema(properties))
    return Object.fromEntries(
      Object.entries(isSchema(properties) ? properties : {}).map(([name, each]) => [name, leastFitting(each, depth + 1)]),
    );
  if (types.includes('array')) return [];
  if (types.includes('string')) return 'simulated model';
  if (types.includes('boolean')) return true;
  return typeof schema['minimum'] === 'number' ? schema['minimum'] : 0;
}
