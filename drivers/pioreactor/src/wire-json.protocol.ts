/**
 * JSON as this instrument writes it, read without losing how it was written: Python tells 80 from 80.0, and both occur. A scalar keeps
 * its own text, an object its order, so that reading and writing give the same bytes.
 */
export type WireJson = WireScalar | WireObject | readonly WireJson[];
/** A number, string, boolean or null as it stands on the wire. */
export interface WireScalar {
  readonly raw: string;
}
export interface WireObject {
  readonly pairs: readonly (readonly [string, WireJson])[];
}

/** A float as Python writes it: 500.0, 0.6. */
export function wireFloat(value: number): WireScalar {
  return { raw: Number.isInteger(value) ? value.toFixed(1) : String(value) };
}

/** An integer. */
export function wireInt(value: number): WireScalar {
  return { raw: String(Math.round(value)) };
}

export function wireString(value: string | null): WireScalar {
  return { raw: JSON.stringify(value) };
}

export function wireObject(members: Readonly<Record<string, WireJson>>): WireObject {
  return { pairs: Object.entries(members) };
}

/** Deeper than anything that this instrument writes. */
const MOST_LEVELS = 64;
const [QUOTE, BACKSLASH, SPACE] = [0x22, 0x5c, 0x20];

/** Reads one JSON text, or null when it is none, or one of more than 64 levels. */
export function parseWireJson(text: string): WireJson | null {
  try {
    // What follows only finds where the parts begin and end.
    JSON.parse(text);
  } catch {
    return null;
  }
  let at = 0;
  const skip = (): void => {
    while (text.charCodeAt(at) <= SPACE) at += 1;
  };
  const scalarText = (): string => {
    const from = at;
    if (text.charCodeAt(at) === QUOTE) {
      for (at += 1; text.charCodeAt(at) !== QUOTE;) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
      at += 1;
    } else while (at < text.length && !ENDS_SCALAR.has(text.charCodeAt(at))) at += 1;
    return text.slice(from, at);
  };
  /** Members of an object or items of a list, up to `end`. */
  const members = <T>(end: string, one: () => T): T[] => {
    const found: T[] = [];
    for (at += 1, skip(); text[at] !== end; skip()) {
      if (text[at] === ',') at += 1;
      skip();
      found.push(one());
    }
    at += 1;
    return found;
  };
  const value = (level: number): WireJson => {
    if (level > MOST_LEVELS) throw new RangeError('too many levels');
    skip();
    if (text[at] === '[') return members(']', () => value(level + 1));
    if (text[at] !== '{') return { raw: scalarText() };
    return {
      pairs: members('}', () => {
        const key = String(valueOf(scalarText()));
        skip();
        at += 1;
        return [key, value(level + 1)] as const;
      }),
    };
  };
  try {
    return value(1);
  } catch {
    return null;
  }
}

const ENDS_SCALAR = new Set([' ', '\t', '\n', '\r', ',', ']', '}'].map((c) => c.charCodeAt(0)));

/** What the text of a scalar says. */
function valueOf(raw: string): string | number | boolean | null {
  if (raw.charCodeAt(0) === QUOTE && !raw.includes('\\')) return raw.slice(1, -1);
  return JSON.parse(raw) as string | number | boolean | null;
}

/** Compact, as the instrument writes it. */
export function writeWireJson(value: WireJson): string {
  if ('raw' in value) return value.raw;
  if ('pairs' in value) return `{${value.pairs.map(([key, item]) => `${JSON.stringify(key)}:${writeWireJson(item)}`).join(',')}}`;
  return `[${value.map(writeWireJson).join(',')}]`;
}

/** A member of an object, or undefined. */
export function member(value: WireJson, key: string): WireJson | undefined {
  if (!('pairs' in value)) return undefined;
  for (const [name, item] of value.pairs) if (name === key) return item;
  return undefined;
}

/** A scalar member's value; undefined when it is missing or no scalar. */
export function scalar(value: WireJson, key: string): string | number | boolean | null | undefined {
  const found = member(value, key);
  return found && 'raw' in found ? valueOf(found.raw) : undefined;
}

/** A member that is a number; undefined otherwise. */
export function numberOf(value: WireJson, key: string): number | undefined {
  const found = scalar(value, key);
  return typeof found === 'number' ? found : undefined;
}
