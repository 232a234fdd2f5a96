import { readFileSync } from 'node:fs';
import { parseAnchors, type Anchors } from '@labwright/audit';
import { usageError } from '../exit-code';

/** The anchors of a file as `LABWRIGHT_AUDIT_ANCHOR` writes it. @throws CommandFailure when it cannot be read or has none */
export function readAnchors(file: string): Anchors {
  try {
    const anchors = parseAnchors(readFileSync(file, 'utf8'));
    if (anchors.size > 0) return anchors;
  } catch (error) {
    throw usageError(`${file} is no file of anchors: ${(error as Error).message}`);
  }
  throw usageError(`${file} has no anchor yet`);
}
