import { BadRequestException } from '@nestjs/common';

/** Nesting of JSON that any body of ours needs many times over; deeper ones would exhaust the stack of those who walk them. */
const MAX_DEPTH = 64;

/** Bytes as text, byte for byte. @throws BadRequestException when they are not UTF-8 */
export function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new BadRequestException('the body is not UTF-8');
  }
}

/** Text as JSON. @throws BadRequestException saying where it is malformed, or that it is nested too deeply */
export function parseJson(text: string): unknown {
  if (depthOf(text) > MAX_DEPTH) throw new BadRequestException(`the body is nested deeper than ${MAX_DEPTH} levels`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadRequestException(`the body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Deepest nesting of brackets outside of strings. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === 0x5c) i++;
      else if (c === 0x22) inString = false;
    } else if (c === 0x22) inString = true;
    else if (c === 0x5b || c === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (c === 0x5d || c === 0x7d) depth--;
  }
  return deepest;
}
