import { insertScreening, recordEvents, type ScreeningSubject, type Tx } from '@labwright/persistence';
import { AGAINST, screenText, type ScreeningVerdict, type TextField } from '@labwright/safety';
import { policyInForce } from './site-policy';

/** A text that people or machines give to a running lab. */
export interface GivenText {
  readonly subject: Exclude<ScreeningSubject, 'protocol'>;
  readonly field: TextField;
  readonly text: string;
  readonly runId?: string | null;
  readonly instrumentId?: string | null;
  readonly actor: string;
}

/**
 * Screens a text where it enters. A finding is written down and the biosafety role is told; nothing else: the text changes no plan, limit or
 * approval (S7), and a run that is stopped half-way by a word is less safe than one that ends as it was approved. A screener that fails is
 * a finding too.
 */
export async function screenGivenText(
  tx: Tx,
  { subject, field, text, runId = null, instrumentId = null, actor }: GivenText,
): Promise<void> {
  if (text.trim() === '') return;
  const { outcome, findings } = verdictOf(text, field);
  if (outcome === 'clear') return;
  if (instrumentId !== null && (await saidBefore(tx, instrumentId, findings))) return;
  const { version } = await policyInForce(tx);
  const given = { subject, runId, instrumentId, outcome, findings, lists: AGAINST, policyVersion: version, actor } as const;
  const screening = await insertScreening(tx, given);
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  await recordEvents(tx, [
    { type: 'screening.found', actor: 'system', runId, instrumentId, data: { screening, subject, by: actor, rules } },
  ]);
}

/** A machine says the same at every connection; people are told of it once. */
async function saidBefore(tx: Tx, instrumentId: string, findings: readonly object[]): Promise<boolean> {
  const rows = await tx.query(`select 1 from lab.screenings where instrument_id = $1 and findings = $2::jsonb limit 1`, [
    instrumentId,
    JSON.stringify(findings),
  ]);
  return rows.length > 0;
}

function verdictOf(text: string, field: TextField): Pick<ScreeningVerdict, 'outcome' | 'findings'> {
  try {
    return screenText(text, field);
  } catch (error) {
    const message = `the text was not screened: ${(error as Error).message}`;
    const finding = {
      rule: 'unscreened.failure',
      list: 'none',
      version: 'none',
      category: 'unscreened',
      path: '',
      excerpt: '',
      severity: 'hold',
      message,
    } as const;
    return { outcome: 'hold', findings: [finding] };
  }
}
