import { Capabilities, canonicalUnit } from '@labwright/domain';
import { expectedKinds, stepPlace } from './expected-kind';
import { isRecord, pointerOf, type DocumentPath } from './pointer';
import { PROTOCOL_SCHEMA, ProtocolSchema, type Protocol } from './protocol.schema';
import { flatten } from './schema-issue';

/** What can be read of a faulty document, so that one compilation shows all faults and not only the first layer of them. */
export interface Salvaged {
  /** Null when there are no readable steps. Places in it may differ from the document's: see `origin`. */
  readonly protocol: Protocol | null;
  /** The place in the document of a place in `protocol`; list items that could not be read leave gaps. */
  readonly origin: (path: DocumentPath) => DocumentPath;
  /** Whether the value at this place of `protocol` is a stand-in for one that could not be read; later passes leave it alone. */
  readonly standsIn: (path: DocumentPath) => boolean;
  /** False when something is missing on which order and places of labware depend; passes over the whole protocol do not run then. */
  readonly whole: boolean;
}

const REMOVED = Symbol('removed');
/** Stand-ins of required fields at the root, so that a bad version number hides nothing else. */
const ROOT: Readonly<Record<string, unknown>> = {
  schema: PROTOCOL_SCHEMA,
  name: 'unreadable',
  version: '0.0.0',
  title: 'unreadable',
  biosafety: { level: 1, organisms: [] },
};
const STRUCTURE = /^(steps|labware|parameters|materials)(\/\d+)?$|^labware\/\d+\/(id|type)$/;
/** The same below a step; the empty place is the step itself. */
const STEP_STRUCTURE = /^$|^(id|kind|after|labware|body|else(\/steps)?|(moves|covers|cases)(\/.*)?)$/;
/** Stand-ins of fields without which a step could not be read, below a step. */
const IN_STEP: readonly (readonly [place: RegExp, value: unknown])[] = [
  [/^capability$/, Object.keys(Capabilities)[0]],
  [/^(until|cases\/\d+\/when)$/, 'true'],
  [/^else$/, { steps: [] }],
  [/^(otherwise|onMissed|expect\/otherwise|timing\/\d+\/onMissed)$/, 'hold'],
  [/^question$/, 'unreadable'],
  [/^role$/, 'technician'],
  [/^shows$/, []],
  [/^saves\/[^/]+\/wells$/, { role: 'unreadable' }],
  [/^saves\/[^/]+\/wells\/role$/, 'unreadable'],
];

/** A protocol of which nothing has to be left out. */
export function asItIs(protocol: Protocol): Salvaged {
  return { protocol, origin: (path) => path, standsIn: () => false, whole: true };
}

/** Reads what it can: each value that the schema refuses is left out, with what cannot be without it, or gets a stand-in. */
export function salvage(document: unknown): Salvaged {
  const work = { value: structuredClone(document) };
  const standIns = new Set<string>();
  let whole = true;
  for (let round = 0; round < 12; round += 1) {
    const kept = new Map<string, readonly number[]>();
    const compacted = compact(work.value, [], kept);
    const result = ProtocolSchema.safeParse(compacted);
    const origin = (path: DocumentPath) => originOf(path, kept);
    if (result.success) {
      return { protocol: result.data, origin, whole, standsIn: (path) => standIns.has(pointerOf(origin(path))) };
    }
    const at = (path: DocumentPath) =>
      path.reduce<unknown>((value, segment) => (value as Record<string | number, unknown> | undefined)?.[segment], compacted);
    for (const { path, issue } of flatten(result.error.issues, at)) {
      const targets = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
      for (const target of targets) {
        const place = origin(target);
        if (standIn(work, document, place, standIns)) continue;
        const gone = removeAt(work, place);
        if (issue.code !== 'unrecognized_keys' && isStructure(gone)) whole = false;
      }
    }
  }
  return { protocol: null, origin: (path) => path, standsIn: () => false, whole: false };
}

function isStructure(path: DocumentPath): boolean {
  const inStep = stepPlace(path);
  return STRUCTURE.test(path.join('/')) || (inStep !== undefined && STEP_STRUCTURE.test(inStep.rest.join('/')));
}

/** Puts a stand-in where there is one: at required root fields, at quantities, and at fields that a step cannot be without. */
function standIn(work: { value: unknown }, document: unknown, place: DocumentPath, standIns: Set<string>): boolean {
  const rootField = String(place[0]);
  if (Object.hasOwn(ROOT, rootField)) return setAt(work, [rootField], ROOT[rootField]);
  for (let length = place.length; length > 1; length -= 1) {
    const path = place.slice(0, length);
    const kinds = expectedKinds(document, path);
    const rest = stepPlace(path)?.rest.join('/');
    const fixed = rest === undefined || length < place.length ? undefined : IN_STEP.find(([pattern]) => pattern.test(rest))?.[1];
    if (kinds === undefined && fixed === undefined) continue;
    standIns.add(pointerOf(path));
    return setAt(work, path, structuredClone(fixed) ?? { value: 0, unit: kinds?.[0] ? canonicalUnit(kinds[0]) : 's' });
  }
  return false;
}

function parentOf(work: { value: unknown }, path: DocumentPath): Record<string | number, unknown> | undefined {
  let value = work.value;
  for (const segment of path.slice(0, -1)) value = (value as Record<string | number, unknown> | undefined)?.[segment];
  return typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>) : undefined;
}

function setAt(work: { value: unknown }, path: DocumentPath, value: unknown): boolean {
  const parent = parentOf(work, path);
  if (parent) parent[path.at(-1) ?? ''] = value;
  return parent !== undefined;
}

/** Removes the value, or what lacks it when it is not there. Answers with the path that went. */
function removeAt(work: { value: unknown }, path: DocumentPath): DocumentPath {
  if (path.length === 0) {
    work.value = undefined;
    return path;
  }
  const parent = parentOf(work, path);
  const last = path.at(-1) ?? '';
  if (!parent || parent[last] === REMOVED) return path;
  if (!Object.hasOwn(parent, last)) return removeAt(work, path.slice(0, -1));
  if (Array.isArray(parent)) parent[Number(last)] = REMOVED;
  else delete parent[last];
  return path;
}

/** A copy without removed items; `kept` gets, for each list that lost some, the indexes that are left. Its keys are pointers into the original. */
function compact(value: unknown, path: DocumentPath, kept: Map<string, readonly number[]>): unknown {
  if (Array.isArray(value)) {
    const indexes = [...value.keys()].filter((index) => value[index] !== REMOVED);
    if (indexes.length < value.length) kept.set(pointerOf(path), indexes);
    return indexes.map((index) => compact(value[index], [...path, index], kept));
  }
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, compact(child, [...path, key], kept)]));
}

function originOf(path: DocumentPath, kept: ReadonlyMap<string, readonly number[]>): DocumentPath {
  if (kept.size === 0) return path;
  return path.reduce<DocumentPath>((before, segment) => {
    const indexes = typeof segment === 'number' ? kept.get(pointerOf(before)) : undefined;
    return [...before, indexes?.[Number(segment)] ?? segment];
  }, []);
}
