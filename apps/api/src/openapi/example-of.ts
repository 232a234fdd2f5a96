import { EXAMPLE_VALUES, EXAMPLE_VALUES_OF } from './example-values';

/** The part of JSON Schema (draft 2020-12) that our schemas use. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

const REF = '#/components/schemas/';
/** Schemas that hold themselves end here; none of ours is as deep otherwise. */
const MAX_DEPTH = 20;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const FORMATS: Readonly<Record<string, string>> = {
  uuid: '123e4567-e89b-42d3-a456-426614174000',
  'date-time': '2026-11-02T09:12:00.000Z',
  date: '2026-11-02',
  uri: 'https://example.org/lab',
};

/**
 * Examples out of the schemas that check requests and answers, so that none can say what the API does not. A schema that has `examples` of
 * its own (zod: `.meta({ examples: [...] })`) keeps them; a field shows what `example-values.ts` has for its name, when that fits.
 */
export class Examples {
  constructor(private readonly components: Readonly<Record<string, JsonSchema>>) {}

  /** `name` is that of the field, `owner` that of the schema that has it. */
  of(schema: JsonSchema, name = '', owner = '', depth = 0): unknown {
    if (schema.$ref !== undefined) {
      const component = schema.$ref.slice(REF.length);
      const target = this.components[component];
      return target && depth < MAX_DEPTH ? this.of(target, name, component, depth + 1) : null;
    }
    if (schema.examples?.[0] !== undefined) return schema.examples[0];
    const own = EXAMPLE_VALUES_OF[owner];
    const wanted = [
      ...(own && Object.hasOwn(own, name) ? [own[name]] : []),
      ...(Object.hasOwn(EXAMPLE_VALUES, name) ? (EXAMPLE_VALUES[name] ?? []) : []),
    ];
    const known = wanted.find((value) => this.fits(schema, value));
    if (known !== undefined) return known;
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return schema.enum[0];
    if (schema.default !== undefined) return schema.default;
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) return this.of(choices.find(({ type }) => type !== 'null') ?? {}, name, owner, depth);
    return this.ofType(schema, name, owner, depth);
  }

  /** Whether a value is one of the schema, as far as an example needs it. */
  fits(schema: JsonSchema, value: unknown): boolean {
    if (schema.$ref !== undefined) {
      const target = this.components[schema.$ref.slice(REF.length)];
      return target !== undefined && this.fits(target, value);
    }
    if (schema.const !== undefined) return value === schema.const;
    if (schema.enum) return schema.enum.includes(value);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) return choices.some((choice) => this.fits(choice, value));
    const types = typesOf(schema);
    if (types.length > 0 && !types.some((type) => isOf(type, value))) return false;
    if (typeof value === 'string') return fitsText(schema, value);
    if (typeof value === 'number') return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity);
    if (Array.isArray(value)) {
      const { items, minItems = 0 } = schema;
      return value.length >= minItems && (items === undefined || value.every((each) => this.fits(items, each)));
    }
    return typeof value !== 'object' || value === null || this.fitsObject(schema, value as Readonly<Record<string, unknown>>);
  }

  private fitsObject(
    { properties = {}, required = [], additionalProperties }: JsonSchema,
    value: Readonly<Record<string, unknown>>,
  ): boolean {
    if (required.some((field) => !Object.hasOwn(value, field))) return false;
    return Object.entries(value).every(([field, each]) => {
      const schema = properties[field] ?? additionalProperties ?? true;
      return typeof schema === 'boolean' ? schema : this.fits(schema, each);
    });
  }

  private ofType(schema: JsonSchema, name: string, owner: string, depth: number): unknown {
    switch (typesOf(schema)[0]) {
      case 'object':
        return this.ofObject(schema, owner, depth);
      case 'array':
        return schema.prefixItems
          ? schema.prefixItems.map((item) => this.of(item, name, owner, depth + 1))
          : depth < MAX_DEPTH && schema.items
            ? [this.of(schema.items, singular(name), owner, depth + 1)]
            : [];
      case 'string':
        return textOf(schema);
      case 'integer':
      case 'number':
        return Math.max(1, schema.minimum ?? 1);
      case 'boolean':
        return false;
      default:
        return null;
    }
  }

  private ofObject({ properties, additionalProperties }: JsonSchema, owner: string, depth: number): unknown {
    if (depth >= MAX_DEPTH) return {};
    const fields = Object.entries(properties ?? {}).map(([field, each]) => [field, this.of(each, field, owner, depth + 1)] as const);
    if (fields.length > 0) return Object.fromEntries(fields);
    return typeof additionalProperties === 'object' ? { name: this.of(additionalProperties, '', owner, depth + 1) } : {};
  }
}

function typesOf({ type }: JsonSchema): readonly string[] {
  const types = typeof type === 'string' ? [type] : (type ?? []);
  return types.toSorted((a, b) => Number(a === 'null') - Number(b === 'null'));
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

function fitsText({ format, pattern, minLength = 0, maxLength = Infinity }: JsonSchema, value: string): boolean {
  if (value.length < minLength || value.length > maxLength) return false;
  if (format === 'uuid' && !UUID.test(value)) return false;
  if (format === 'date-time' && !/^\d{4}-\d\d-\d\dT/.test(value)) return false;
  return pattern === undefined || new RegExp(pattern, 'u').test(value);
}

function textOf(schema: JsonSchema): string {
  const candidates = [FORMATS[schema.format ?? ''], '0'.repeat(64), 'text', 'a', '4711'];
  return (
    candidates.find((each) => each !== undefined && (each.length < 64 || schema.pattern !== undefined) && fitsText(schema, each)) ?? 'text'
  );
}

function singular(name: string): string {
  return name.endsWith('s') ? name.slice(0, -1) : name;
}
