import { LabError } from '@labwright/domain';
import { MAX_PHOTO_BYTES, PhotoType } from '@labwright/execution';
import {
  BadRequestException,
  Injectable,
  SetMetadata,
  createParamDecorator,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Observable } from 'rxjs';
import { announcedBytes, type ApiRequest } from '../http/api-request';

/** A photo as it came: bytes, and what its sender says they are. */
export interface SentPhoto {
  readonly bytes: Buffer;
  readonly mediaType: PhotoType;
}

const TAKES_PHOTO = 'labwright:photo';
const ALLOWED: readonly string[] = Object.values(PhotoType);
const sent = new WeakMap<ApiRequest, SentPhoto>();

/** Says that a route takes a photo as body. */
export const TakesPhoto = (): MethodDecorator => SetMetadata(TAKES_PHOTO, true);

/** The photo that came with the request. Only for routes that say `TakesPhoto`. */
export const Photo = createParamDecorator((_data: unknown, context: ExecutionContext): SentPhoto => {
  const photo = sent.get(context.switchToHttp().getRequest<ApiRequest>());
  if (photo) return photo;
  throw new LabError('INTERNAL', 'a route asks for a photo that nobody has read', { where: 'photos/photo-body' });
});

/**
 * Reads the body of a route that takes a photo; it is no text, and larger than any. Stands before the reader of all other bodies, which is
 * told that there is nothing left, and like that one after the guard: what a stranger sends is never read.
 */
@Injectable()
export class PhotoReader implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (this.reflector.get<boolean | undefined>(TAKES_PHOTO, context.getHandler()) !== true) return next.handle();
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const announced = announcedBytes(request);
    const bytes = announced === 0 ? Buffer.alloc(0) : await bytesOf(request, announced);
    if (bytes.length === 0) throw new LabError('INPUT_INVALID', 'the body is empty; send the bytes of the photo', { path: '' });
    sent.set(request, { bytes, mediaType: mediaTypeOf(request) });
    delete request.headers['transfer-encoding'];
    request.headers['content-length'] = '0';
    return next.handle();
  }
}

function bytesOf(request: ApiRequest, announced: number): Promise<Buffer> {
  mediaTypeOf(request);
  const encoding = request.get('content-encoding');
  if (encoding !== undefined && encoding !== 'identity') {
    throw new LabError('INPUT_UNSUPPORTED_MEDIA', `the body comes as "${encoding}"; send it without Content-Encoding`, {
      allowed: ['identity'],
    });
  }
  if (announced !== Number.POSITIVE_INFINITY && announced > MAX_PHOTO_BYTES) throw tooLarge(`has ${announced} bytes`);
  return collect(request);
}

function mediaTypeOf(request: ApiRequest): PhotoType {
  const contentType = request.get('content-type');
  const [type = ''] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  if (ALLOWED.includes(type)) return type as PhotoType;
  const given = contentType === undefined ? 'no Content-Type' : `Content-Type ${contentType.slice(0, 100)}`;
  throw new LabError('INPUT_UNSUPPORTED_MEDIA', `the body has ${given}; send ${ALLOWED.join(' or ')}`, { allowed: ALLOWED });
}

/** The whole body, or an error as soon as it shows that it is too large. */
function collect(request: ApiRequest): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const leave = (): void => {
      request.off('data', take).off('end', end).off('error', fail).off('close', fail);
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= MAX_PHOTO_BYTES) return void chunks.push(chunk);
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
  return new LabError('INPUT_TOO_LARGE', `the photo ${how}; the limit is ${MAX_PHOTO_BYTES} bytes (10 MiB)`, {
    limitBytes: MAX_PHOTO_BYTES,
  });
}
