/*
 * Changes to a sound protocol that people and models might make, and some that nobody would: fields that are gone, twice, misspelt or of
 * another type, units of another kind, values of another size, steps in another order, and values that break programs. Pure: the same random
 * numbers give the same mutants. Imports nothing, so that scripts can load it without a build.
 */

type Json = Record<string | number, unknown>;

/** One field or list item: the thing that has it, and its name or index there. */
interface Place {
  readonly parent: Json;
  readonly key: string;
}

export interface Mutant {
  readonly document: unknown;
  /** What was done, in words. */
  readonly changes: readonly string[];
}

type Random = () => number;
type Change = (place: Place, all: readonly Place[], random: Random) => string | null;

const HOSTILE: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => '',
  () => [],
  () => ({}),
  () => -1,
  () => 0,
  () => 1e308,
  () => Number.MAX_SAFE_INTEGER,
  () => Number.NaN,
  () => Infinity,
  () => undefined,
  () => '__proto__',
  () => 'constructor',
  () => 'a\u0000b\u001B[2J',
  () => '\uD800',
  () => '🧪'.repeat(40),
  () => 'x'.repeat(100_000),
  () => '{{${process.exit()}}}',
  () => Array.from({ length: 3_000 }, (_, i) => i),
  () => Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, i])),
  () => nested(60),
  () => JSON.parse('{"__proto__": {"kind": "wait"}}') as unknown,
  () => '('.repeat(500),
  () => 'readings.od.median >= '.repeat(40),
  () => new Date(0),
  () => 10n,
];
const UNITS = [
  'Cel',
  'K',
  '[degF]',
  '{rpm}',
  's',
  'min',
  'h',
  'd',
  'uL',
  'mL',
  'nm',
  '{AU}',
  '%',
  'mmol/L',
  'mg/mL',
  'C',
  'rpm',
  'µl',
  'sec',
  '',
];
const FACTORS = [-1, 0, 1e-9, 1e-3, 0.5, 2, 10, 60, 1e3, 1e6, 1e15];

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i += 1) value = i % 2 === 0 ? [value] : { body: value };
  return value;
}

function pick<It>(random: Random, from: readonly It[]): It {
  return from[Math.floor(random() * from.length)] as It;
}

/** Letters of a word as a hurried hand writes them. */
function misspelt(word: string, random: Random): string {
  const at = Math.floor(random() * Math.max(1, word.length - 1));
  const [before, one, two, rest] = [word.slice(0, at), word[at] ?? '', word[at + 1] ?? '', word.slice(at + 2)];
  return pick(random, [before + two + one + rest, before + one + one + two + rest, before + two + rest, `${word}s`, word.toUpperCase()]);
}

function retyped(value: unknown, random: Random): unknown {
  if (typeof value === 'number') return pick<unknown>(random, [String(value), [value], { value }, value !== 0]);
  if (typeof value === 'string') return pick<unknown>(random, [value.length, [value], { [value.slice(0, 20)]: value }, null]);
  if (Array.isArray(value))
    return pick<unknown>(random, [Object.fromEntries(value.map((each, i) => [i, each as unknown])), value[0], value.length, [value]]);
  return pick<unknown>(random, [[value], typeof value, null, 7]);
}

const CHANGES: Readonly<Record<string, Change>> = {
  'field gone': ({ parent, key }) => {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
    return key;
  },
  'field twice': ({ parent, key }, _, random) => {
    if (Array.isArray(parent)) parent.splice(Number(key), 0, structuredClone(parent[Number(key)]) as never);
    else parent[`${key}${pick(random, ['2', '_', 's'])}`] = structuredClone(parent[key]);
    return key;
  },
  'field of another type': ({ parent, key }, _, random) => {
    parent[key] = retyped(parent[key], random);
    return key;
  },
  'field misspelt': ({ parent, key }, _, random) => {
    if (Array.isArray(parent)) return null;
    const wrong = misspelt(key, random);
    const entries = Object.entries(parent).map(([name, value]) => [name === key ? wrong : name, value] as const);
    for (const name of Object.keys(parent)) delete parent[name];
    for (const [name, value] of entries)
      Object.defineProperty(parent, name, { value, enumerable: true, writable: true, configurable: true });
    return `${key} as ${wrong}`;
  },
  'word misspelt': ({ parent, key }, _, random) => {
    const word = parent[key];
    if (typeof word !== 'string' || word.length > 80) return null;
    parent[key] = misspelt(word, random);
    return `${word} as ${String(parent[key])}`;
  },
  'another unit': ({ parent, key }, _, random) => {
    if (key !== 'unit') return null;
    parent[key] = pick(random, UNITS);
    return String(parent[key]);
  },
  'another size': ({ parent, key }, _, random) => {
    const value = parent[key];
    if (typeof value !== 'number') return null;
    parent[key] = value * pick(random, FACTORS) + (random() < 0.2 ? random() : 0);
    return `${value} as ${String(parent[key])}`;
  },
  'another order': ({ parent, key }, _, random) => {
    if (!Array.isArray(parent) || parent.length < 2) return null;
    const [a, b] = [Number(key), Math.floor(random() * parent.length)];
    [parent[a], parent[b]] = [parent[b], parent[a]];
    return `${a} and ${b}`;
  },
  'something from elsewhere': ({ parent, key }, all, random) => {
    const from = pick(random, all);
    const value: unknown = structuredClone(from.parent[from.key]);
    if (random() < 0.5) parent[key] = value;
    else if (!Array.isArray(parent)) parent[from.key] = value;
    else parent.splice(Number(key), 0, value as never);
    return `${from.key} at ${key}`;
  },
  'a hostile value': ({ parent, key }, _, random) => {
    const which = Math.floor(random() * HOSTILE.length);
    parent[key] = HOSTILE[which]?.();
    return `number ${which} at ${key}`;
  },
};
const NAMES = Object.keys(CHANGES);

/** Most values of a mutant; grafting doubles it now and then. */
const MAX_PLACES = 8_000;

function placesOf(root: unknown): readonly Place[] {
  const found: Place[] = [];
  const open = [root];
  for (let value = open.pop(); value !== undefined && found.length < MAX_PLACES; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const parent = value as Json;
    for (const key of Object.keys(parent)) {
      found.push({ parent, key });
      open.push(parent[key]);
    }
  }
  return found;
}

/** One copy of the document with one to three changes. `random` gives numbers in [0, 1). */
export function mutant(document: unknown, random: Random): Mutant {
  const copy: unknown = structuredClone(document);
  const changes: string[] = [];
  const wanted = 1 + Math.floor(random() * random() * 4);
  for (let tries = 0; changes.length < wanted && tries < 60; tries += 1) {
    const all = placesOf(copy);
    if (all.length === 0) break;
    const name = pick(random, NAMES);
    const done = copyable(() => CHANGES[name]?.(pick(random, all), all, random) ?? null);
    if (done !== null) changes.push(`${name}: ${done}`);
  }
  return { document: copy, changes };
}

/** What holds a value that cannot be copied any more, such as one of an earlier change, is left as it is. */
function copyable(change: () => string | null): string | null {
  try {
    return change();
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
