import { ApiHeader } from '@nestjs/swagger';
import { InputRefused } from '../http/validation';

const KEY = /^[\x21-\x7e]{1,200}$/;

/** Documents the header; `gives` says what the same key gives again. */
export function TakesIdempotencyKey(gives: string): MethodDecorator {
  return ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: `the same key from the same caller gives ${gives}; another request under it is a conflict; visible ASCII`,
    example: '6f1c2b0a-new-run',
    schema: { type: 'string', minLength: 1, maxLength: 200 },
  });
}

/** The header as it was sent, or null without one. @throws InputRefused when it is not visible ASCII of 1 to 200 characters */
export function idempotencyKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  if (KEY.test(header)) return header;
  throw new InputRefused([{ in: 'header', pointer: '/Idempotency-Key', message: 'visible ASCII characters, 1 to 200' }]);
}
