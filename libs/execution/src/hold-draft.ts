import { insertScreening, recordEvents, type Tx } from '@labwright/persistence';
import type { Diagnostic } from '@labwright/protocol';
import { AGAINST, screenText, type ScreeningFinding, type TextField } from '@labwright/safety';
import { policyInForce } from './site-policy';

/** A text that somebody gives to be drafted from, with the name under which findings cite it. */
export interface DraftText {
  readonly path: string;
  readonly field: TextField;
  readonly text: string;
}

/** What holds a draft because of what was given to it. A screener that fails holds it too. */
export async function screenDraftTexts(tx: Tx, texts: readonly DraftText[]): Promise<readonly ScreeningFinding[]> {
  const { policy } = await policyInForce(tx);
  return texts.flatMap(({ path, field, text }) => {
    try {
      const { outcome, findings } = screenText(text, field, { path, allow: policy.allow });
      return outcome === 'clear' ? [] : findings;
    } catch (error) {
      return [unscreened(path, (error as Error).message)];
    }
  });
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
  await insertScreening(tx, { subject, draftId, outcome: 'hold', findings, lists: AGAINST, policyVersion, actor });
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  await recordEvents(tx, [{ type: 'draft.held', actor: 'system', data: { draft: draftId, by: actor, findings: findings.length, rules } }]);
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
