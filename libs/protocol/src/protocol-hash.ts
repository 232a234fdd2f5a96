import { createHash } from 'node:crypto';
import { asId, type ProtocolHash } from '@labwright/domain';
import canonicalize from 'canonicalize';

/**
 * SHA-256 of the canonical JSON (RFC 8785) of a JSON value, 64 lower-case hexadecimal digits. For protocols, approvals and plans.
 * @throws Error for NaN and infinite numbers, which JSON does not have
 */
export function canonicalHash(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('only a JSON value has a hash');
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** The hash of the document as parsed: units are not converted and nothing is filled in, so 0.6 h and 36 min are two protocols. */
export function protocolHash(document: unknown): ProtocolHash {
  return asId<ProtocolHash>(canonicalHash(document));
}
