import { LabError } from '@labwright/domain';
import { BadRequestException } from '@nestjs/common';
import { announcedBytes, type ApiRequest } from './api-request';

/** The body as it came; null when there is none. One that is larger than `limitBytes` is refused by its head, or as soon as it shows. */
export async function readBodyBytes(request: ApiRequest, limitBytes: number): Promise<Buffer | null> {
  const announced = announcedBytes(request);
  if (announced === 0) return null;
  const encoding = request.get('content-encoding');
  if (encoding !== undefined && encoding !== 'identity') {
    throw new LabError('INPUT_UNSUPPORTED_MEDIA', `the body comes as "${encoding}"; send it without Content-Encoding`, {
      allowed: ['identity'],
    });
  }
  if (announced !== Number.POSITIVE_INFINITY && announced > limitBytes) throw tooLarge(`has ${announced} bytes`, limitBytes);
  const bytes = await collect(request, limitBytes);
  return bytes.length === 0 ? null : bytes;
}

function collect(request: ApiRequest, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const leave = (): void => {
      request.off('data', take).off('end', end).off('error', fail).off('close', fail);
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= limitBytes) return void chunks.push(chunk);
      leave();
      request.pause();
      reject(tooLarge('goes on after that', limitBytes));
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

function tooLarge(how: string, limitBytes: number): LabError<'INPUT_TOO_LARGE'> {
  const message = `the body ${how}; the limit is ${limitBytes} bytes (${limitBytes / 2 ** 20} MiB)`;
  return new LabError('INPUT_TOO_LARGE', message, { limitBytes });
}
