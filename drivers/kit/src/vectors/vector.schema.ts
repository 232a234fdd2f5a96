/** One line of a `vectors.jsonl`, as far as the checker reads it. The file keeps every key verbatim. */
export interface Vector {
  readonly id: string;
  readonly instrument: string;
  readonly direction: 'host->device' | 'device->host';
  readonly hex: string;
  /** Of an MQTT message; `hex` is its payload then. */
  readonly topic?: string;
  readonly meaning: string;
  /** Values in the names of the source; null when the bytes carry none. */
  readonly decoded: Readonly<Record<string, unknown>> | null;
  /** The error that reading the bytes has to give. */
  readonly expect?: string;
  readonly class: 'canonical' | 'accept' | 'reject' | 'field';
}

const CLASSES = ['canonical', 'accept', 'reject', 'field'];

/**
 * Reads one line for one instrument. Lines of other instruments are `foreign` and not looked at further: their wires may need more than
 * bytes. A `field` vector without bytes is `valueless`. @throws Error that names the line and what is wrong with it
 */
export function parseVector(line: string, lineNumber: number, instrument: string): Vector | 'foreign' | 'valueless' {
  const fail = (what: string): never => {
    throw new Error(`vector line ${lineNumber}: ${what}`);
  };
  let value: Partial<Vector> | null = null;
  try {
    value = JSON.parse(line) as Partial<Vector> | null;
  } catch {
    fail('is no JSON');
  }
  if (typeof value !== 'object' || value === null) return fail('is no object');
  if (typeof value.id !== 'string' || typeof value.instrument !== 'string') return fail('lacks id or instrument');
  if (value.instrument !== instrument) return 'foreign';
  if (value.class === 'field' && value.hex === undefined) return 'valueless';
  if (typeof value.hex !== 'string' || !/^([0-9a-f]{2})*$/i.test(value.hex)) return fail(`${value.id}: hex is not hexadecimal`);
  if (value.direction !== 'host->device' && value.direction !== 'device->host')
    return fail(`${value.id}: unknown direction ${String(value.direction)}`);
  if (typeof value.class !== 'string' || !CLASSES.includes(value.class)) return fail(`${value.id}: unknown class ${String(value.class)}`);
  return { ...value, meaning: value.meaning ?? '', decoded: value.decoded ?? null } as Vector;
}
