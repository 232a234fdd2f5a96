import { SequenceScreening, type ScreeningVerdict, type SequenceToScreen } from '@labwright/safety';
import { z } from 'zod';
import { fastaOf, sequenceClear, sequenceHold, whyNotScreened } from './sequence-verdict';

const SCREENER = 'securedna';
const API = 'v1';
const DEFAULT_LIMIT_MS = 120_000;
const MOST_BYTES = 16 * 1024 * 1024;

/** Source: SecureDNA `crates/synthclient/src/api/types.rs`, ApiResponse. */
const AnswerSchema = z.object({
  synthesis_permission: z.enum(['granted', 'denied']),
  hits_by_record: z
    .array(
      z.object({
        fasta_header: z.string(),
        hits_by_hazard: z.array(z.object({ most_likely_organism: z.object({ name: z.string() }) })),
      }),
    )
    .default([]),
  errors: z.array(z.object({ diagnostic: z.string(), additional_info: z.string().default('') })).default([]),
});

export interface SecureDnaOptions {
  /** Of the relay (synthclient) in the lab's own network, such as `http://127.0.0.1:5000`. */
  readonly url: string;
  readonly region: 'us' | 'eu' | 'prc' | 'all';
  /** Wall milliseconds for the whole call; 2 min where absent. */
  readonly limitMs?: number;
}

/** Screens by the relay of SecureDNA: `POST /v1/screen`. Granted without an error is clear, and nothing else is. */
export class SecureDnaScreening extends SequenceScreening {
  constructor(private readonly options: SecureDnaOptions) {
    super();
  }

  async screen(sequences: readonly SequenceToScreen[], signal: AbortSignal): Promise<ScreeningVerdict> {
    const wrong = whyNotScreened(sequences);
    if (wrong !== null) return sequenceHold(SCREENER, API, [wrong]);
    const { url, region, limitMs = DEFAULT_LIMIT_MS } = this.options;
    try {
      const response = await fetch(new URL('/v1/screen', url), {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ fasta: fastaOf(sequences), region }),
      });
      const text = await readBounded(response);
      if (!response.ok) return sequenceHold(SCREENER, API, [`the relay answered ${response.status}`]);
      return readAnswer(AnswerSchema.parse(JSON.parse(text)), sequences.length);
    } catch (error) {
      return sequenceHold(SCREENER, API, [`the relay gave no answer: ${(error as Error).message.slice(0, 300)}`]);
    }
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += (chunk as Uint8Array).length;
    if (bytes > MOST_BYTES) throw new Error(`its answer has more than ${MOST_BYTES} bytes`);
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readAnswer({ synthesis_permission, hits_by_record, errors }: z.output<typeof AnswerSchema>, count: number): ScreeningVerdict {
  const messages = [
    ...errors.map(({ diagnostic, additional_info }) => `${diagnostic}: ${additional_info}`),
    ...hits_by_record.flatMap(({ fasta_header, hits_by_hazard }) =>
      hits_by_hazard.map(({ most_likely_organism: { name } }) => `${fasta_header} matches ${name}`),
    ),
    ...(synthesis_permission === 'denied' ? ['the relay denies synthesis'] : []),
  ].map((message) => message.slice(0, 300));
  return messages.length > 0 ? sequenceHold(SCREENER, API, messages) : sequenceClear(SCREENER, API, count);
}
