/*
 * Values out of JSON Schema (the part of draft 2020-12 that the document uses), and values that are nearly that.
 */
import fc from 'fast-check';
import { kindOf } from './pools.mjs';
import { resolve } from './document.mjs';

const MAX_DEPTH = 6;
const TEXTS = [
  '',
  ' ',
  'x',
  'NaN',
  '-1',
  'null',
  '0x10',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udc00x',
  '😀',
  'é',
  'ﷺ',
  '\u202eabc',
  '__proto__',
];
const LONG_TEXTS = [
  'constructor',
  "'; drop table lab.runs; --",
  '../../etc/passwd',
  '%00',
  '${7*7}',
  '<b>',
  '=1+1',
  'a'.repeat(1_001),
  'é'.repeat(10_000),
];
const NUMBERS = [0, -0, -1, 1, 0.5, 1e-300, 1e308, 2 ** 31, 2 ** 53, 2 ** 63, -(2 ** 63), 99_999_999_999];
const OTHERS = [null, true, false, [], {}, [[]], [null], { $ref: '#' }, { value: 1 }, { toString: 1 }, { then: 1 }];

/** Anything that JSON can say and that is likely to be a surprise. */
export const surprises = fc.oneof(
  fc.constantFrom(...TEXTS, ...LONG_TEXTS),
  fc.constantFrom(...NUMBERS),
  fc.constantFrom(...OTHERS),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.integer({ min: 10, max: 80 }).map((depth) => nested(depth)),
  fc.jsonValue({ maxDepth: 3 }),
);

function nested(depth) {
  let value = 'deep';
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}

/** Makes values of schemas; `at` is the path of the operation, which says what an `id` names. */
export class SchemaValues {
  constructor(document, at) {
    this.document = document;
    this.at = at;
  }

  of(schema, name = '', depth = 0) {
    const known = resolve(this.document, schema);
    const choices = [];
    const kind = kindOf(name, this.at);
    if (kind && typesOf(known).includes('string')) choices.push(names(kind), names(kind));
    const { example = known.examples?.[0] } = known;
    if (example !== undefined) choices.push(fc.constant(example));
    choices.push(this.bare(known, name, depth));
    return choices.length === 1 ? choices[0] : fc.oneof(...choices);
  }

  bare(schema, name, depth) {
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    const alternatives = schema.anyOf ?? schema.oneOf;
    if (alternatives) return fc.oneof(...alternatives.map((each) => this.of(each, name, depth)));
    const types = typesOf(schema);
    if (types.length === 0) return depth > MAX_DEPTH ? fc.constant('x') : fc.jsonValue({ maxDepth: 2 });
    return fc.oneof(...types.map((type) => this.typed(type, schema, name, depth)));
  }

  typed(type, schema, name, depth) {
    switch (type) {
      case 'object':
        return this.object(schema, depth);
      case 'array': {
        const { minItems = 0, maxItems = 1_000 } = schema;
        const some = { minLength: minItems, maxLength: Math.min(maxItems, minItems + (depth > MAX_DEPTH ? 0 : 3)) };
        return fc.array(this.of(schema.items ?? {}, name, depth + 1), some);
      }
      case 'integer':
        return integers(schema);
      case 'number':
        return fc.oneof(integers(schema), fc.double({ min: schema.minimum ?? -1e12, max: schema.maximum ?? 1e12, noNaN: true }));
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      default:
        return texts(schema);
    }
  }

  object({ properties = {}, required = [], additionalProperties, propertyNames }, depth) {
    const fields = Object.fromEntries(Object.entries(properties).map(([field, each]) => [field, this.of(each, field, depth + 1)]));
    const known = fc.record(fields, { requiredKeys: required });
    if (typeof additionalProperties !== 'object' || depth > MAX_DEPTH) return known;
    const more = fc.dictionary(texts(propertyNames ?? { maxLength: 20 }), this.of(additionalProperties, '', depth + 1), { maxKeys: 3 });
    return fc.tuple(known, more).map(([one, other]) => ({ ...other, ...one }));
  }
}

export function typesOf({ type }) {
  return typeof type === 'string' ? [type] : (type ?? []);
}

/** Names of existing things of a kind, to be filled in when they are sent. */
export function names(kind) {
  return fc.nat(40).map((number) => `{{${kind}:${number}}}`);
}

function integers({ minimum = -(2 ** 31), maximum = 2 ** 31 }) {
  return fc.oneof(
    fc.integer({ min: minimum, max: maximum }),
    fc.constantFrom(minimum, maximum),
    fc.integer({ min: minimum, max: Math.min(maximum, minimum + 5) }),
  );
}

function texts({ format, pattern, minLength = 0, maxLength = 100_000 }) {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date') return days().map((day) => day.slice(0, 10));
  if (format === 'date-time') return days();
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern), { size: 'xsmall' }).filter((text) => text.length <= maxLength);
  const short = { minLength, maxLength: Math.min(maxLength, minLength + 20) };
  const longest = 'w'.repeat(Math.min(maxLength, 5_000));
  return fc.oneof(
    { weight: 4, arbitrary: fc.string(short) },
    { weight: 2, arbitrary: fc.string({ ...short, unit: 'grapheme', maxLength: Math.ceil(short.maxLength / 2) + minLength }) },
    fc.constant(longest),
  );
}

function days() {
  const noInvalidDate = true;
  return fc
    .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate })
    .map((day) => day.toISOString());
}

/** A change of one place of a JSON value. */
const change = fc.record({
  at: fc.nat(1_000),
  how: fc.constantFrom('replace', 'replace', 'remove', 'add', 'list', 'text', 'rename'),
  value: surprises,
});

/** Values that are one or two changes away from those of an arbitrary. */
export function nearly(values) {
  return fc
    .tuple(values, fc.array(change, { minLength: 1, maxLength: 2 }))
    .map(([value, changes]) => changes.reduce(changed, structuredClone(value)));
}

function changed(value, { at, how, value: surprise }) {
  // Its own copy: a second change may be made inside of the first.
  const other = structuredClone(surprise);
  const places = [];
  const walk = (it, parent, key) => {
    places.push({ it, parent, key });
    if (it !== null && typeof it === 'object') for (const [name, each] of Object.entries(it)) walk(each, it, name);
  };
  walk(value, null, null);
  const { it, parent, key } = places[at % places.length];
  if (how === 'add' && it !== null && typeof it === 'object' && !Array.isArray(it)) {
    Object.defineProperty(it, typeof other === 'string' ? other.slice(0, 200) : 'extra', {
      value: other,
      enumerable: true,
      configurable: true,
      writable: true,
    });
    return value;
  }
  const replacement = { list: [it, it], text: JSON.stringify(it) }[how] ?? other;
  if (parent === null) return replacement;
  if (how === 'remove' || how === 'rename') {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
    if (how === 'rename') parent[`${key}_`] = it;
  } else parent[key] = replacement;
  return value;
}
