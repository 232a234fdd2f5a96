import { insertScreening, lockDraft, recordEvents, releasedOfDraft, type Tx } from '@labwright/persistence';
import type { Diagnostic } from '@labwright/protocol';
import { AGAINST, screenText, type ScreeningFinding, type ScreeningVerdict, type TextField } from '@labwright/safety';
import { draftFingerprint, fingerprintedInDraft, type DraftFinding } from './released-draft';
import { policyInForce } from './site-policy';

/** A text that somebody gives to be drafted from, with the name under which findings cite it. */
export interface DraftText {
  readonly path: string;
  readonly field: TextField;
  readonly text: string;
}

/**
 * What holds a draft because of what was given to it; of one that there is already, without what was released of it. A screener that fails
 * holds it too.
 */
export async function screenDraftTexts(tx: Tx, texts: readonly DraftText[], draftId?: string): Promise<readonly DraftFinding[]> {
  const { policy } = await policyInForce(tx);
  const released = draftId === undefined ? null : await releasedOfDraft(tx, draftId);
  return texts
    .flatMap(({ path, field, text }) =>
      findingsIn(path, () => screenText(text, field, { path, allow: policy.allow })).map((finding) => ({
        ...finding,
        fingerprint: draftFingerprint(finding, text),
      })),
    )
    .filter(({ fingerprint }) => !released?.has(fingerprint));
}

function findingsIn(path: string, screen: () => ScreeningVerdict): readonly ScreeningFinding[] {
  try {
    const { outcome, findings } = screen();
    return outcome === 'clear' ? [] : findings;
  } catch (error) {
    return [unscreened(path, (error as Error).message)];
  }
}

/** What holds a draft in a document, as screening keeps it. */
export function findingOf({ path, message, code }: Diagnostic, policyVersion: string): ScreeningFinding {
  return { rule: code, list: 'site-policy', version: policyVersion, category: 'biosafety', path, excerpt: '', severity: 'hold', message };
}

/**
 * Writes down why a draft is held, and tells the biosafety role; the event is for everybody and has nothing of the draft's words. What becomes of
 * the draft itself is its owner's to store.
 */
export async function holdDraft(
  tx: Tx,
  {
    draftId,
    subject,
    findings,
    actor,
  }: { draftId: string; subject: 'request' | 'draft'; findings: readonly ScreeningFinding[]; actor: string },
): Promise<void> {
  const { version: policyVersion } = await policyInForce(tx);
  const { revision = 0 } = (await lockDraft(tx, draftId)) ?? {};
  const kept = await fingerprintedInDraft(tx, { id: draftId, revision }, findings);
  const screening = await insertScreening(tx, { subject, draftId, outcome: 'hold', findings: kept, lists: AGAINST, policyVersion, actor });
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  await recordEvents(tx, [
    { type: 'draft.held', actor: 'system', data: { draft: draftId, screening, by: actor, findings: findings.length, rules } },
  ]);
}

function unscreened(path: string, why: string): ScreeningFinding {
  const message = `the text was not screened: ${why}`;
  return {
    rule: 'unscreened.failure',
    list: 'none',
    version: 'none',
    category: 'unscreened',
    path,
    excerpt: '',
    severity: 'hold',
    message,
  };
}
