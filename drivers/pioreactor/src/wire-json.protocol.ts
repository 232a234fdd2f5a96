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

const TOKEN = /\s*(?:([{}[\]:,])|("(?:[^"\\]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))\s*/y;

/** Reads one JSON text, or null when it is none. */
export function parseWireJson(text: string): WireJson | null {
  try {
    // The one thing that only a full parser tells: bad escapes and the like.
    JSON.parse(text);
  } catch {
    return null;
  }
  TOKEN.lastIndex = 0;
  const tokens: string[] = [];
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) tokens.push(match[1] ?? match[2] ?? '');
  let at = 0;
  const value = (): WireJson => {
    const token = tokens[at] ?? '';
    at += 1;
    if (token === '{') {
      const pairs: [string, WireJson][] = [];
      while (tokens[at] !== '}') {
        if (tokens[at] === ',') at += 1;
        const key = JSON.parse(tokens[at] ?? '""') as string;
        at += 2;
        pairs.push([key, value()]);
      }
      at += 1;
      return { pairs };
    }
    if (token === '[') {
      const items: WireJson[] = [];
      while (tokens[at] !== ']') {
        if (tokens[at] === ',') at += 1;
        items.push(value());
      }
      at += 1;
      return items;
    }
    return { raw: token };
  };
  return value();
}

/** Compact, as the instrument writes it. */
export function writeWireJson(value: WireJson): string {
  if ('raw' in value) return value.raw;
  if ('pairs' in value) return `{${value.pairs.map(([key, item]) => `${JSON.stringify(key)}:${writeWireJson(item)}`).join(',')}}`;
  return `[${value.map(writeWireJson).join(',')}]`;
}

/** A member of an object, or undefined. */
export function member(value: WireJson, key: string): WireJson | undefined {
  return 'pairs' in value ? value.pairs.find(([name]) => name === key)?.[1] : undefined;
}

/** A scalar member's value; undefined when it is missing or no scalar. */
export function scalar(value: WireJson, key: string): string | number | boolean | null | undefined {
  const found = member(value, key);
  return found && 'raw' in found ? (JSON.parse(found.raw) as string | number | boolean | null) : undefined;
}

/** A member that is a number; undefined otherwise. */
export function numberOf(value: WireJson, key: string): number | undefined {
  const found = scalar(value, key);
  return typeof found === 'number' ? found : undefined;
}
