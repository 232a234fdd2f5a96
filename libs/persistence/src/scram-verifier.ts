import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { LabError } from '@labwright/domain';

const ITERATIONS = 4_096;

/**
 * What Postgres keeps of a password (SCRAM-SHA-256, RFC 5803), so that the password itself is in no statement and in no log of the server.
 * @throws LabError SETTING_INVALID for characters that have to be prepared first (RFC 4013)
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  if (!/^[\x20-\x7e]+$/.test(password))
    throw new LabError('SETTING_INVALID', 'the password in DATABASE_URL has characters other than ASCII; choose one without them', {
      setting: 'DATABASE_URL',
      value: 'a password',
      allowed: 'printable ASCII',
    });
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const keyOf = (name: string): Buffer => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(keyOf('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${stored}:${keyOf('Server Key').toString('base64')}`;
}
