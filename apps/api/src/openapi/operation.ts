import { HttpCode, SerializeOptions, applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { MediaTypes, TakesBody, type BodyKind } from '../http/body-reader';

export interface OperationOptions {
  readonly summary: string;
  readonly description?: string;
  /** What it answers; a response that does not fit is an error of ours, and fields that are not in it are left out. Null for an empty answer. */
  readonly answers: z.ZodType | null;
  readonly status?: number;
  readonly body?: BodyKind;
}

/** Everything about a route that is not in its parameters: the same schema checks the answer and documents it. */
export function Operation({ summary, description, answers, status = 200, body = 'none' }: OperationOptions): MethodDecorator {
  const source = { description: 'a document of labwright.dev/protocol/v1, as JSON or as YAML text; the bytes are kept as they come' };
  return applyDecorators(
    HttpCode(status),
    TakesBody(body),
    ApiOperation({ summary, ...(description === undefined ? {} : { description }) }),
    ...(answers === null
      ? [ApiResponse({ status, description: 'done' })]
      : [SerializeOptions({ schema: answers }), ApiResponse({ status, description: summary, standardSchema: answers })]),
    ...(body === 'protocol' ? [ApiConsumes(...MediaTypes.protocol), ApiBody({ required: true, schema: source })] : []),
  );
}
