import { compile, type Compiled, type CompileOptions } from '../compile';
import { Findings } from '../findings';
import { readDraft } from './from-draft';

/** What came of a draft. */
export interface CompiledDraft extends Compiled {
  /** The protocol that the draft says, in canonical form; null when nobody can say which. */
  readonly document: Record<string, unknown> | null;
}

/**
 * Maps a draft onto the canonical form and compiles that. The findings name places of the draft, so that a model finds them in what it wrote.
 * Pure, deterministic, and never throws.
 */
export function compileDraft(draft: unknown, options: Omit<CompileOptions, 'positions'>): CompiledDraft {
  const { document, diagnostics, placeOf } = readDraft(draft);
  if (!document) return { document, plan: null, diagnostics };
  const compiled = compile(document, options);
  const findings = new Findings(draft, undefined);
  for (const diagnostic of compiled.diagnostics) findings.take({ ...diagnostic, path: placeOf(diagnostic.path) });
  return { document, plan: compiled.plan, diagnostics: findings.list() };
}
