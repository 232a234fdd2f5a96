import type { Envelope, ReviewEntity } from '@labwright/persistence';
import { canonicalHash } from '@labwright/protocol';

/** What an approval signs: SHA-256 of the canonical JSON (RFC 8785) of protocol, resolved parameters, envelope and version of the policy. */
export function signedHashOf(
  protocolHash: string,
  parameters: ReviewEntity['parameters'],
  envelope: Envelope,
  policyVersion: string,
): string {
  return canonicalHash({ protocolHash, parameters, envelope, policyVersion });
}
