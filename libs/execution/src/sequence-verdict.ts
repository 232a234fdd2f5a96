import type { ScreeningVerdict, SequenceToScreen } from '@labwright/safety';

/** Sequences of one screening, and letters of one sequence. */
const MOST_SEQUENCES = 1_000;
const MOST_LETTERS = 1_000_000;
const LETTERS = /^[ACGTUNRYSWKMBDHV]+$/i;

/** What an external screener found, or that nobody knows what it found. */
export function sequenceHold(screener: string, version: string, messages: readonly string[]): ScreeningVerdict {
  const findings = messages.map((message) => ({
    rule: 'sequence.external',
    list: screener,
    version,
    category: 'sequence',
    path: '',
    excerpt: '',
    severity: 'hold' as const,
    message,
  }));
  const against = [`${screener}@${version}`];
  return { outcome: 'hold', findings, against, statement: `${screener} (${version}) did not clear the sequences` };
}

export function sequenceClear(screener: string, version: string, count: number): ScreeningVerdict {
  const statement = `${screener} (${version}) flagged none of ${count} ${count === 1 ? 'sequence' : 'sequences'}; that is no statement about what it does not look for`;
  return { outcome: 'clear', findings: [], against: [`${screener}@${version}`], statement };
}

/** Why sequences cannot be sent to a screener; null when they can. */
export function whyNotScreened(sequences: readonly SequenceToScreen[]): string | null {
  if (sequences.length === 0) return 'there is no sequence to screen';
  if (sequences.length > MOST_SEQUENCES) return `${sequences.length} sequences at once; at most ${MOST_SEQUENCES} are screened`;
  const wrong = sequences.findIndex(({ letters }) => letters.length > MOST_LETTERS || !LETTERS.test(letters));
  return wrong < 0 ? null : `sequence ${wrong + 1} is not 1 to ${MOST_LETTERS} IUPAC letters of DNA or RNA`;
}

/** FASTA with names of ours, so that an answer about `s3` is about the third one whatever its header says. */
export function fastaOf(sequences: readonly SequenceToScreen[]): string {
  return sequences.map(({ letters }, i) => `>s${i + 1}\n${letters.toUpperCase().replaceAll('U', 'T')}\n`).join('');
}
