import { LabError } from '@labwright/domain';
import { BadRequestException } from '@nestjs/common';
import { BODY_LIMIT_BYTES } from '../api-settings';
import { announcedBytes, type ApiRequest } from './api-request';

/** Nesting of JSON that any body of ours needs many times over; deeper ones would exhaust the stack of those who walk them. */
const MAX_DEPTH = 64;

/** The body as text, byte for byte, or null when there is none. A body that is too large is refused by its head, or as soon as it shows. */
export async function readBodyText(request: ApiRequest): Promise<string | null> {
  const announced = announcedBytes(request);
  if (announced === 0) return null;
  const encoding = request.get('content-encoding');
  if (encoding !== undefined && encoding !== 'identity') {
    throw new LabError('INPUT_UNSUPPORTED_MEDIA', `the body comes as "${encoding}"; send it without Content-Encoding`, {
      allowed: ['identity'],
    });
  }
  if (announced !== Number.POSITIVE_INFINITY && announced > BODY_LIMIT_BYTES) throw tooLarge(`has ${announced} bytes`);
  const bytes = await collect(request);
  if (bytes.length === 0) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new BadRequestException('the body is not UTF-8');
  }
}

function collect(request: ApiRequest): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const leave = (): void => {
      request.off('data', take).off('end', end).off('error', fail).off('close', fail);
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= BODY_LIMIT_BYTES) return void chunks.push(chunk);
      leave();
      request.pause();
      reject(tooLarge('goes on after that'));
    };
    const end = (): void => {
      leave();
      resolve(Buffer.concat(chunks));
    };
    const fail = (): void => {
      leave();
      reject(new BadRequestException('the body ended before it was complete'));
    };
    request.on('data', take).on('end', end).on('error', fail).on('close', fail);
  });
}

function tooLarge(how: string): LabError<'INPUT_TOO_LARGE'> {
  return new LabError('INPUT_TOO_LARGE', `the body ${how}; the limit is ${BODY_LIMIT_BYTES} bytes (2 MiB)`, {
    limitBytes: BODY_LIMIT_BYTES,
  });
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
