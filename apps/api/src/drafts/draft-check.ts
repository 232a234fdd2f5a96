import { compileDraftForLab, screenDraftTexts, type LabCompiledDraft } from '@labwright/execution';
import type { Tx } from '@labwright/persistence';
import type { Diagnostic, Draft } from '@labwright/protocol';
import { diagnosticOf, type ScreeningFinding } from '@labwright/safety';

/** Compiles and screens what a model wrote: its draft, and its words beside it. */
export async function checkDraft(tx: Tx, draft: Draft | null, words: readonly string[]): Promise<LabCompiledDraft> {
  const said = await screenDraftTexts(
    tx,
    words.map((text) => ({ path: '', field: 'note', text })),
  );
  const holds = said.map(asHold);
  if (draft === null) return { document: null, diagnostics: holds, ofDraft: holds };
  const { document, diagnostics, ofDraft } = await compileDraftForLab(tx, draft);
  return { document, diagnostics: [...diagnostics, ...holds], ofDraft: [...ofDraft, ...holds] };
}

/** Words of a model are no procedure that another one could mend. */
function asHold(finding: ScreeningFinding): Diagnostic {
  return diagnosticOf({ ...finding, severity: 'hold' });
}
