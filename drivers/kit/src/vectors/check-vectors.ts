import type { Fields, FieldValue, KeyRule, VectorAdapter } from './vector-adapter';
import { parseVector, type Vector } from './vector.schema';

export interface VectorFailure {
  readonly id: string;
  readonly what: string;
}

export interface VectorClassReport {
  readonly checked: number;
  readonly failed: readonly VectorFailure[];
  /** Rule id -> how many. */
  readonly notApplicable: Readonly<Record<string, number>>;
}

/** Keys are `canonical device->host`, `canonical host->device`, `accept`, `reject` and `field`. */
export interface VectorReport {
  readonly instrument: string;
  readonly classes: Readonly<Record<string, VectorClassReport>>;
  readonly total: { readonly checked: number; readonly failed: number; readonly notApplicable: number };
  /** Vectors of other instruments in the same file. */
  readonly foreign: number;
  /** Keys of `decoded` that the adapter's map leaves out, with how often each was seen. */
  readonly notCompared: Readonly<Record<string, number>>;
}

/** Rule of the kit's README: a vector that has no bytes has nothing to run. */
const NO_BYTES = 'no-bytes';

const asHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/**
 * Runs vectors against one wire, both directions, by the rules of their classes. Source: the README beside the vector collection.
 * @throws Error for a line that is no vector
 */
export function checkVectors<C, R>(adapter: VectorAdapter<C, R>, lines: Iterable<string>): VectorReport {
  const classes: Record<string, { checked: number; failed: VectorFailure[]; notApplicable: Record<string, number> }> = {};
  const notCompared: Record<string, number> = {};
  let foreign = 0;
  let number = 0;
  for (const line of lines) {
    number += 1;
    if (line.trim() === '') continue;
    const vector = parseVector(line, number, adapter.instrument);
    if (vector === 'foreign') {
      foreign += 1;
      continue;
    }
    if (vector === 'valueless') {
      const field = (classes['field'] ??= { checked: 0, failed: [], notApplicable: {} });
      field.notApplicable[NO_BYTES] = (field.notApplicable[NO_BYTES] ?? 0) + 1;
      continue;
    }
    const name = vector.class === 'canonical' ? `canonical ${vector.direction}` : vector.class;
    const report = (classes[name] ??= { checked: 0, failed: [], notApplicable: {} });
    const rule = adapter.notApplicable(vector);
    if (rule !== null) {
      report.notApplicable[rule] = (report.notApplicable[rule] ?? 0) + 1;
      continue;
    }
    for (const key of Object.keys(vector.decoded ?? {})) if (!adapter.keys[key]) notCompared[key] = (notCompared[key] ?? 0) + 1;
    report.checked += 1;
    for (const what of check(adapter, vector)) report.failed.push({ id: vector.id, what });
  }
  const all = Object.values(classes);
  const total = {
    checked: sum(all.map((report) => report.checked)),
    failed: sum(all.map((report) => new Set(report.failed.map((failure) => failure.id)).size)),
    notApplicable: sum(all.flatMap((report) => Object.values(report.notApplicable))),
  };
  return { instrument: adapter.instrument, classes, total, foreign, notCompared };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

function check<C, R>(adapter: VectorAdapter<C, R>, vector: Vector): string[] {
  const bytes = Uint8Array.from(Buffer.from(vector.hex, 'hex'));
  switch (vector.class) {
    case 'canonical':
      return vector.direction === 'device->host' ? deviceToHost(adapter, vector, bytes) : hostToDevice(adapter, vector, bytes);
    case 'accept': {
      const parsed = adapter.deviceParse(bytes, vector.topic);
      return parsed.accepted
        ? compare(adapter, vector, { ...parsed.fields, accepted: true })
        : [`the device refused it with "${parsed.error}"`];
    }
    case 'reject': {
      const parsed = adapter.deviceParse(bytes, vector.topic);
      if (parsed.accepted) return ['the device accepted it'];
      return vector.expect && !names(vector.expect, parsed.error) ? [`refused with "${parsed.error}" instead of "${vector.expect}"`] : [];
    }
    case 'field':
      return fieldsOnly(adapter, vector, bytes);
  }
}

function deviceToHost<C, R>(adapter: VectorAdapter<C, R>, vector: Vector, bytes: Uint8Array): string[] {
  const read = adapter.driverDecode(bytes, vector.topic);
  if (vector.expect) {
    if ('error' in read)
      return names(vector.expect, read.error) ? [] : [`the driver refused it with "${read.error}" instead of "${vector.expect}"`];
    return [`the driver read it, where "${vector.expect}" was expected`];
  }
  if ('error' in read) return [`the driver refused it with "${read.error}"`];
  const back = asHex(adapter.deviceEncode(read.reply));
  const failures = [...compare(adapter, vector, read.fields), ...topic(adapter, vector, read.reply)];
  return back === vector.hex.toLowerCase() ? failures : [...failures, `the device writes ${back}`];
}

function hostToDevice<C, R>(adapter: VectorAdapter<C, R>, vector: Vector, bytes: Uint8Array): string[] {
  const parsed = adapter.deviceParse(bytes, vector.topic);
  if (!parsed.accepted) return [`the device refused it with "${parsed.error}"`];
  const failures = [...compare(adapter, vector, { ...parsed.fields, accepted: true }), ...topic(adapter, vector, parsed.command)];
  const sent = adapter.driverEncode(parsed.command);
  return sent === null || asHex(sent) === vector.hex.toLowerCase() ? failures : [...failures, `the driver writes ${asHex(sent)}`];
}

function topic<C, R>(adapter: VectorAdapter<C, R>, vector: Vector, message: C | R): string[] {
  if (vector.topic === undefined || !adapter.topicOf) return [];
  const written = adapter.topicOf(message);
  return written === vector.topic ? [] : [`it is written to the topic ${written}`];
}

function fieldsOnly<C, R>(adapter: VectorAdapter<C, R>, vector: Vector, bytes: Uint8Array): string[] {
  if (!vector.decoded) return [];
  if (vector.direction === 'device->host') {
    const read = adapter.driverDecode(bytes, vector.topic);
    return 'error' in read ? [`the driver refused it with "${read.error}"`] : compare(adapter, vector, read.fields);
  }
  const parsed = adapter.deviceParse(bytes, vector.topic);
  return parsed.accepted
    ? compare(adapter, vector, { ...parsed.fields, accepted: true })
    : [`the device refused it with "${parsed.error}"`];
}

/** `expect` is written for people: it begins with the error's code or name, or has it as a word. */
function names(expected: string, error: string): boolean {
  const code = /^[\w-]+/.exec(error)?.[0] ?? error;
  return expected.split(/[^\w-]+/).some((word) => word !== '' && word.toLowerCase() === code.toLowerCase());
}

function compare<C, R>(adapter: VectorAdapter<C, R>, vector: Vector, fields: Fields): string[] {
  const failures: string[] = [];
  for (const [key, raw] of Object.entries(vector.decoded ?? {})) {
    const rule = adapter.keys[key];
    if (!rule) continue;
    const wanted = rule.read ? rule.read(raw) : (raw as FieldValue);
    const found = fields[rule.field];
    if (!same(wanted, found, rule)) failures.push(`${key}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
  }
  return failures;
}

function same(wanted: FieldValue, found: FieldValue | undefined, rule: KeyRule): boolean {
  if (typeof wanted === 'number' && typeof found === 'number') return Math.abs(wanted - found) <= (rule.within ?? 0);
  return wanted === found;
}

/** The report as text: one line per class, one per failure, and what was left out by which rule. */
export function formatVectorReport(report: VectorReport): string {
  const lines = [report.instrument];
  for (const [name, { checked, failed, notApplicable }] of Object.entries(report.classes)) {
    lines.push(`  ${name.padEnd(24)} checked ${checked}, failed ${new Set(failed.map((failure) => failure.id)).size}`);
    for (const [rule, count] of Object.entries(notApplicable)) lines.push(`    not applicable by rule ${rule}: ${count}`);
    for (const failure of failed) lines.push(`    FAILED ${failure.id}: ${failure.what}`);
  }
  const { checked, failed, notApplicable } = report.total;
  lines.push(`  ${'total'.padEnd(24)} checked ${checked}, failed ${failed}, not applicable ${notApplicable}`);
  const left = Object.entries(report.notCompared).map(([key, count]) => `${key} (${count})`);
  if (left.length > 0) lines.push(`  decoded keys not compared: ${left.join(', ')}`);
  return lines.join('\n');
}
