/** What a listed name is the name of. */
export type AgentKind = 'bacterium' | 'fungus' | 'virus' | 'viroid' | 'toxin' | 'chemical';

/** A published list, as names and nothing more. */
export interface NameList {
  /** Stable; findings cite it. */
  readonly id: string;
  readonly title: string;
  /** Where it is published. */
  readonly source: string;
  /** Edition of the list, YYYY-MM-DD, and the version of this copy of it. */
  readonly edition: string;
  readonly names: Readonly<Partial<Record<AgentKind, readonly string[]>>>;
}
