import { isDeepStrictEqual } from 'node:util';
import { LabError } from '@labwright/domain';
import { z } from 'zod';

/** Characters of JSON that the operations of one patch copy together: each copy of the whole would double it. */
const MAX_COPIED = 1_000_000;
/** Operations of one patch; a person who changes more changes it in two. */
const MAX_OPERATIONS = 500;
const PointerSchema = z
  .string()
  .max(2_000)
  .regex(/^(?:\/(?:[^~/]|~[01])*)*$/, 'a JSON pointer, such as /steps/0/duration/value');

/** A JSON patch (RFC 6902). */
export const JsonPatchSchema = z
  .array(
    z.discriminatedUnion('op', [
      z.strictObject({ op: z.literal('add'), path: PointerSchema, value: z.unknown() }),
      z.strictObject({ op: z.literal('replace'), path: PointerSchema, value: z.unknown() }),
      z.strictObject({ op: z.literal('test'), path: PointerSchema, value: z.unknown() }),
      z.strictObject({ op: z.literal('remove'), path: PointerSchema }),
      z.strictObject({ op: z.literal('move'), path: PointerSchema, from: PointerSchema }),
      z.strictObject({ op: z.literal('copy'), path: PointerSchema, from: PointerSchema }),
    ]),
  )
  .min(1)
  .max(MAX_OPERATIONS);
export type JsonPatch = z.output<typeof JsonPatchSchema>;

type Container = Record<string, unknown> | unknown[];

/**
 * The document with all operations applied in their order, or an error and nothing. The document given is left as it is.
 * @throws LabError INPUT_INVALID naming the operation, when a place is not there, a test fails, or too much is copied
 */
export function patched(document: unknown, patch: JsonPatch): unknown {
  const root: Record<string, unknown> = { '': copyOf(document) };
  let copied = 0;
  for (const [i, operation] of patch.entries()) {
    const fail = (why: string): never => {
      throw new LabError('INPUT_INVALID', `operation ${i + 1} (${operation.op} ${operation.path || 'the whole'}): ${why}`, {
        path: `/${i}`,
      });
    };
    const duplicate = (value: unknown): unknown => {
      if (value === undefined) return value;
      const json = JSON.stringify(value);
      copied += json.length;
      if (copied > MAX_COPIED) fail(`the patch copies ${copied} characters; at most ${MAX_COPIED}. Send what is new with "add"`);
      return JSON.parse(json);
    };
    apply(root, operation, duplicate, fail);
  }
  return root[''];
}

type Fail = (why: string) => never;

function apply(root: Record<string, unknown>, operation: JsonPatch[number], duplicate: (value: unknown) => unknown, fail: Fail): void {
  const { op, path } = operation;
  if (op === 'add') return add(root, path, copyOf(operation.value), fail);
  if (op === 'remove') return remove(root, path, fail);
  if (op === 'replace') {
    read(root, path, fail);
    const { parent, key } = placeOf(root, path, fail);
    if (Array.isArray(parent)) parent[Number(key)] = copyOf(operation.value);
    else set(parent, key, copyOf(operation.value));
    return;
  }
  if (op === 'test') {
    if (!isDeepStrictEqual(read(root, path, fail), operation.value)) fail('another value is there');
    return;
  }
  const value = read(root, operation.from, fail);
  if (op === 'copy') return add(root, path, duplicate(value), fail);
  if (path.startsWith(`${operation.from}/`)) fail('nothing can be moved into itself');
  remove(root, operation.from, fail);
  add(root, path, value, fail);
}

function add(root: Record<string, unknown>, path: string, value: unknown, fail: Fail): void {
  const { parent, key } = placeOf(root, path, fail);
  if (!Array.isArray(parent)) return set(parent, key, value);
  const at = key === '-' ? parent.length : indexOf(key, parent.length, fail);
  parent.splice(at, 0, value);
}

function remove(root: Record<string, unknown>, path: string, fail: Fail): void {
  read(root, path, fail);
  const { parent, key } = placeOf(root, path, fail);
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}

function read(root: Record<string, unknown>, path: string, fail: Fail): unknown {
  const { parent, key } = placeOf(root, path, fail);
  if (Array.isArray(parent)) return parent[indexOf(key, parent.length - 1, fail)];
  return Object.hasOwn(parent, key) ? parent[key] : fail(`there is no "${key.slice(0, 80)}"`);
}

/** The whole document is the field '' of the root, so that it can be replaced as any other. */
function placeOf(root: Record<string, unknown>, path: string, fail: Fail): { readonly parent: Container; readonly key: string } {
  const segments = path.split('/').map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  let parent: Container = root;
  for (const [i, key] of segments.entries()) {
    if (i === segments.length - 1) return { parent, key };
    const next: unknown = Array.isArray(parent)
      ? parent[indexOf(key, parent.length - 1, fail)]
      : Object.hasOwn(parent, key)
        ? parent[key]
        : undefined;
    if (typeof next !== 'object' || next === null) return fail(`there is no "${key.slice(0, 80)}" with something in it`);
    parent = next as Container;
  }
  return fail('the place is empty');
}

/** A list has no fields but its numbers, written without leading zeros. */
function indexOf(key: string, most: number, fail: Fail): number {
  const index = /^(?:0|[1-9]\d{0,8})$/.test(key) ? Number(key) : -1;
  return index >= 0 && index <= most
    ? index
    : fail(`"${key.slice(0, 80)}" is no place of the list; ${most < 0 ? 'it is empty' : `write 0 to ${most}`}`);
}

/** As an own field, whatever its name. */
function set(parent: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Of a JSON value. */
function copyOf(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
