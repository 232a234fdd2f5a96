import { isRecord, pointerOf, type DocumentPath } from '../pointer';

/**
 * The subset of JSON Schema that model endpoints take as a strict schema. Source: OpenAI, guide "Structured Outputs", "Supported schemas":
 * the root is an object and no choice, every field is required, no further fields, at most 10 levels and 5,000 fields, 1,000 words of enums,
 * 120,000 characters of names and words. Half the levels are allowed here, because other servers of the same interface know fewer.
 */
export const StrictLimits = { levels: 5, fields: 5_000, words: 1_000, characters: 120_000 } as const;

const KEYWORDS = ['type', 'properties', 'required', 'additionalProperties', 'items', 'enum', 'const', 'anyOf', 'description'];
/** Only at the root, where they say what the schema is. */
const ROOT_KEYWORDS = ['$schema', '$id', 'title'];
const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

interface Counts {
  fields: number;
  words: number;
  characters: number;
}

/** Where and why a JSON Schema is outside of the strict subset; none means that it is inside. Bounded: a schema without `$ref` is a tree. */
export function strictFaults(schema: unknown): readonly string[] {
  const faults: string[] = [];
  const counts: Counts = { fields: 0, words: 0, characters: 0 };
  if (!isRecord(schema) || schema['type'] !== 'object' || 'anyOf' in schema) faults.push('the root is no object');
  visit(schema, [], 0, counts, (path, message) => faults.push(`${pointerOf(path)}: ${message}`));
  for (const name of ['fields', 'words', 'characters'] as const)
    if (counts[name] > StrictLimits[name]) faults.push(`${counts[name]} ${name}, of which there may be ${StrictLimits[name]}`);
  return faults;
}

type Fault = (path: DocumentPath, message: string) => void;

function visit(schema: unknown, path: DocumentPath, level: number, counts: Counts, fault: Fault): void {
  if (!isRecord(schema)) return fault(path, 'is no schema');
  for (const keyword of Object.keys(schema))
    if (!KEYWORDS.includes(keyword) && !(path.length === 0 && ROOT_KEYWORDS.includes(keyword))) fault(path, `has the keyword "${keyword}"`);
  const { type, anyOf, items } = schema;
  if (Array.isArray(anyOf)) {
    for (const [i, option] of anyOf.entries()) visit(option, [...path, 'anyOf', i], level, counts, fault);
    return;
  }
  // A list of types is a scalar or null.
  const [own, or] = Array.isArray(type) ? (type as readonly unknown[]) : [type, undefined];
  const nullable = or === 'null' && own !== 'object' && own !== 'array';
  if (!TYPES.includes(String(own)) || (or !== undefined && !nullable)) fault(path, `is of type ${JSON.stringify(type)}`);
  const words = Array.isArray(schema['enum']) ? schema['enum'] : 'const' in schema ? [schema['const']] : [];
  counts.words += words.length;
  counts.characters += words.join('').length;
  if (type === 'array') visit(items, [...path, 'items'], level, counts, fault);
  if (type === 'object') object(schema, path, level + 1, counts, fault);
}

function object(schema: Record<string, unknown>, path: DocumentPath, level: number, counts: Counts, fault: Fault): void {
  if (level > StrictLimits.levels) return fault(path, `is ${level} objects deep`);
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const names = Object.keys(properties);
  counts.fields += names.length;
  counts.characters += names.join('').length;
  if (names.length === 0) fault(path, 'has no fields');
  if (schema['additionalProperties'] !== false) fault(path, 'takes further fields');
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  for (const name of names) if (!required.includes(name)) fault([...path, 'properties', name], 'is not required');
  for (const [name, property] of Object.entries(properties)) visit(property, [...path, 'properties', name], level, counts, fault);
}
