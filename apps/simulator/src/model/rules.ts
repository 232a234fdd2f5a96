import type { Template } from './draft/template';

/** What the rules of a simulated model rest on. */
export interface Rules {
  /** Chooses the mistake of each first draft. */
  readonly seed: number;
  /** The protocol library as drafts. */
  readonly templates: readonly Template[];
}
