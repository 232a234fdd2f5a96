import { LabError } from '@labwright/domain';
import { MAX_AUDIO_BYTES } from '@labwright/drafting';
import { MAX_PHOTO_BYTES, PhotoType } from '@labwright/execution';
import { Injectable, SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Observable } from 'rxjs';
import { BODY_LIMIT_BYTES } from '../api-settings';
import type { ApiRequest } from './api-request';
import { readBodyBytes } from './body-bytes';
import { parseJson, textOf } from './body-text';

/** What a route takes as body. `protocol`: the text of a document as it came, JSON or YAML. `photo`, `audio`: bytes, see `SentBytes`. */
export type BodyKind = 'none' | 'json' | 'protocol' | 'photo' | 'audio';

/** A body that is no text, and what its sender says it is. */
export interface SentBytes<Type extends string> {
  readonly bytes: Buffer;
  readonly mediaType: Type;
}

const BODY_KIND = 'labwright:body';
export const MediaTypes: Readonly<Record<BodyKind, readonly string[]>> = {
  none: ['application/json'],
  json: ['application/json'],
  protocol: ['application/json', 'application/yaml', 'text/yaml', 'application/x-yaml', 'text/x-yaml'],
  photo: Object.values(PhotoType),
  // Programs call the same by different names; what it is is read from the bytes.
  audio: [
    'audio/wav',
    'audio/x-wav',
    'audio/wave',
    'audio/mpeg',
    'audio/mp3',
    'audio/ogg',
    'audio/webm',
    'video/webm',
    'audio/flac',
    'audio/x-flac',
    'audio/mp4',
    'audio/m4a',
    'audio/x-m4a',
  ],
};
const BYTES_LIMITS: Readonly<Partial<Record<BodyKind, number>>> = { photo: MAX_PHOTO_BYTES, audio: MAX_AUDIO_BYTES };

/** Says what body a route takes; one that says nothing takes none. */
export const TakesBody = (kind: BodyKind): MethodDecorator => SetMetadata(BODY_KIND, kind);

/**
 * Reads the body after the guard has let the request in: what a stranger sends is never read. Media type, size, encoding and JSON syntax
 * are checked here; the fields by the route's schema.
 */
@Injectable()
export class BodyReader implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    if (request.method === 'GET' || request.method === 'HEAD') return next.handle();
    const kind = this.reflector.get<BodyKind | undefined>(BODY_KIND, context.getHandler()) ?? 'none';
    const bytes = await readBodyBytes(request, BYTES_LIMITS[kind] ?? BODY_LIMIT_BYTES);
    const mediaType = bytes === null ? '' : mustBeOf(MediaTypes[kind], request.get('content-type'));
    if (kind === 'photo' || kind === 'audio') request.body = mustBeThere(kind, bytes, mediaType);
    else {
      const text = bytes === null ? null : textOf(bytes);
      const body: unknown = text === null || kind === 'protocol' ? (text ?? undefined) : parseJson(text);
      if (kind === 'none') mustBeEmpty(body);
      request.body = body;
    }
    return next.handle();
  }
}

/** Gives the media type without its parameters. */
function mustBeOf(allowed: readonly string[], contentType: string | undefined): string {
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters
    .find((p) => p.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  if (allowed.includes(type) && (charset === undefined || charset === 'utf-8' || charset === 'utf8')) return type;
  const given = contentType === undefined ? 'no Content-Type' : `Content-Type ${contentType.slice(0, 100)}`;
  throw new LabError(
    'INPUT_UNSUPPORTED_MEDIA',
    `the body has ${given}; send ${allowed.join(' or ')}${allowed.some((each) => /^(?:image|audio)\//.test(each)) ? '' : ' in UTF-8'}`,
    { allowed },
  );
}

function mustBeThere(kind: 'photo' | 'audio', bytes: Buffer | null, mediaType: string): SentBytes<string> {
  if (bytes !== null) return { bytes, mediaType };
  throw new LabError('INPUT_INVALID', `the body is empty; send the bytes of the ${kind === 'photo' ? 'photo' : 'recording'}`, { path: '' });
}

function mustBeEmpty(body: unknown): void {
  if (body === undefined || body === null) return;
  const fields = typeof body === 'object' && !Array.isArray(body) ? Object.keys(body) : ['(not an object)'];
  if (fields.length === 0) return;
  const issues = fields.slice(0, 20).map((field) => ({ path: `/${field}`, message: 'unknown field; this route takes no body' }));
  throw new LabError('INPUT_INVALID', `unknown field ${fields[0]}; this route takes no body`, { issues });
}
