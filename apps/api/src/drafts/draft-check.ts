import { createHash } from 'node:crypto';
import { compileDraftForLab, screenDraftTexts, withoutReleased, type LabCompiledDraft } from '@labwright/execution';
import type { Tx } from '@labwright/persistence';
import type { Diagnostic, Draft } from '@labwright/protocol';
import { diagnosticOf, type ScreeningFinding } from '@labwright/safety';

/** Characters of a model's words that a finding shows whole; longer ones are named by a digest beside their beginning. */
const SHOWN_WORDS = 500;

/** Compiles and screens what a model wrote: its draft, and its words beside it. What was released of this draft holds it no more. */
export async function checkDraft(tx: Tx, draftId: string, draft: Draft | null, words: readonly string[]): Promise<LabCompiledDraft> {
  const said = await screenDraftTexts(
    tx,
    words.map((text, i) => ({ path: `/${i}`, field: 'note', text })),
  );
  const inWords = said.map((finding) => asHold(finding, words[Number(finding.path.slice(1))] ?? ''));
  const holds = await withoutReleased(tx, draftId, inWords, null);
  if (draft === null) return { document: null, diagnostics: holds, ofDraft: holds };
  const { document, diagnostics, ofDraft } = await compileDraftForLab(tx, draft);
  const left = await withoutReleased(tx, draftId, diagnostics, document ?? draft);
  return { document, diagnostics: [...left, ...holds], ofDraft: [...ofDraft, ...holds] };
}

/** Words of a model are no procedure that another one could mend. They stand in no document, so the finding shows them to whoever decides. */
function asHold(finding: ScreeningFinding, text: string): Diagnostic {
  const digest = createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 12);
  const shown = text.length <= SHOWN_WORDS ? text : `${text.slice(0, SHOWN_WORDS)}… [${digest}]`;
  return diagnosticOf({
    ...finding,
    path: '',
    severity: 'hold',
    message: `${finding.message}; in the model's words ${JSON.stringify(shown)}`,
  });
}
