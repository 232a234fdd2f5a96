import { createHash } from 'node:crypto';
import type { CallContext } from '../model-port';

/** Who asked, for an endpoint that looks for misuse: SHA-256 of the id of the principal, hex, and nothing that tells who that is. */
export function safetyIdentifier({ actor }: CallContext): string {
  return createHash('sha256').update(actor).digest('hex');
}
