import { createHash } from 'node:crypto';
import { readRevision, releasedOfDraft, type Tx } from '@labwright/persistence';
import type { Diagnostic } from '@labwright/protocol';
import type { ScreeningFinding } from '@labwright/safety';
import { isHold } from './compile-for-lab';

/** A finding of a draft as it is kept, with the name by which it is released. */
export interface DraftFinding extends ScreeningFinding {
  readonly fingerprint: string;
}

/** Names a finding in one text, so that a release is of this text at this place. The edition of a list is no part of it. */
export function draftFingerprint({ path, message }: Pick<ScreeningFinding, 'path' | 'message'>, text: unknown): string {
  // The findings of the whole, and of words beside it, say in their message what they are about.
  const about = path === '' ? '' : (JSON.stringify(text) ?? '');
  return createHash('sha256').update(`${path}\n${message}\n${about}`, 'utf8').digest('hex');
}

/** Findings of a document, or of what a model wrote for one, with their names. */
export function fingerprinted(findings: readonly ScreeningFinding[], document: unknown): readonly DraftFinding[] {
  return findings.map((finding) => ({ ...finding, fingerprint: draftFingerprint(finding, valueAt(document, finding.path)) }));
}

/** The same for the newest revision of a draft; those that have a name keep it. */
export async function fingerprintedInDraft(
  tx: Tx,
  { id, revision }: { readonly id: string; readonly revision: number },
  findings: readonly (ScreeningFinding | DraftFinding)[],
): Promise<readonly DraftFinding[]> {
  const newest = revision === 0 ? null : await readRevision(tx, id, revision);
  const written = newest?.document ?? newest?.draft ?? null;
  return findings.map((finding) => ('fingerprint' in finding ? finding : fingerprinted([finding], written)[0]!));
}

/** Diagnostics of a draft: what the biosafety officer has released of it, word for word at its place, is told and holds it no more. */
export async function withoutReleased(
  tx: Tx,
  draftId: string,
  diagnostics: readonly Diagnostic[],
  document: unknown,
): Promise<readonly Diagnostic[]> {
  if (!diagnostics.some(isHold)) return diagnostics;
  const released = await releasedOfDraft(tx, draftId);
  return diagnostics.map((found) =>
    isHold(found) && released.has(draftFingerprint(found, valueAt(document, found.path)))
      ? { ...found, severity: 'info', message: `${found.message}; released by the biosafety officer` }
      : found,
  );
}

/** What a JSON pointer (RFC 6901) names; undefined where there is nothing. */
function valueAt(document: unknown, pointer: string): unknown {
  let at = document;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}
