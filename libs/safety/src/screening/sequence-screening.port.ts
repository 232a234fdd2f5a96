import type { ScreeningVerdict } from './verdict';

/** One sequence to be screened: its header and its letters, as FASTA has them. */
export interface SequenceToScreen {
  readonly header: string;
  /** IUPAC letters of DNA or RNA. */
  readonly letters: string;
}

/**
 * Screens sequences by a program or a service outside of this one. Whatever is not a plain yes is a hold: a hit, a warning, an answer that
 * nobody understands, no answer, a screener that is away.
 */
export abstract class SequenceScreening {
  /** Never throws for what the screener does; an aborted signal is a hold too. */
  abstract screen(sequences: readonly SequenceToScreen[], signal: AbortSignal): Promise<ScreeningVerdict>;
}
