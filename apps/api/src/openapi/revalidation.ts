import { createHash } from 'node:crypto';
import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import type { ApiRequest } from '../http/api-request';

/** Documents that an answer has an ETag and may be asked for again with If-None-Match. */
export function Revalidated(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'ETag of the answer before: when nothing has changed, the answer is 304 without a body',
      example: 'W/"Zm9yIHRoZSByZWNvcmQ"',
      schema: { type: 'string', maxLength: 1_000 },
    }),
    ApiResponse({ status: 304, description: 'Nothing has changed since the answer with this ETag' }),
  );
}

/**
 * Gives an answer an ETag of what it says, and lets its client keep it and ask again. It saves the wire and the client's work, not the
 * queries. Express compares If-None-Match and leaves the body out; the tag is weak, because compression on the way may change the bytes.
 */
export function tagged<View>(response: Response, view: View): View {
  const tag = createHash('sha256').update(JSON.stringify(view)).digest('base64url').slice(0, 22);
  // `fetch` adds no-cache to a request that has If-None-Match, and Express would then never answer 304; what is meant for caches on the way
  // says nothing to us, who always look.
  const request: ApiRequest = response.req;
  delete request.headers['cache-control'];
  if (request.ifNoneMatch !== undefined) request.headers['if-none-match'] = request.ifNoneMatch;
  response.set({ ETag: `W/"${tag}"`, 'Cache-Control': 'private, no-cache' });
  return view;
}
