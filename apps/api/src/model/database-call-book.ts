import type { CallBegun, CallBook, CallContext, CallEnded, Spent } from '@labwright/drafting';
import { policyInForce } from '@labwright/execution';
import { Database, endModelCall, insertModelCall, insertScreening, recordEvents, spentOnModels, type Tx } from '@labwright/persistence';
import type { LogLine } from '../http/log-line';

const LIST = 'model-endpoint';

/**
 * Calls of models as rows. Each of the two moments of a call is a transaction of its own: none is open while an endpoint thinks. What an
 * endpoint stops under its biosafety policy is told to the biosafety role with the end of the call, or not at all.
 */
export class DatabaseCallBook implements CallBook {
  private readonly contexts = new Map<string, CallContext>();

  constructor(
    private readonly database: Database,
    private readonly log: LogLine,
  ) {}

  async begin({ prompt, context, ...call }: CallBegun): Promise<string> {
    const named = { promptName: prompt?.name ?? null, promptVersion: prompt?.version ?? null, promptSha256: prompt?.sha256 ?? null };
    const id = await this.database.transaction((tx) => insertModelCall(tx, { ...call, ...named, ...subjectOf(context) }));
    this.contexts.set(id, context);
    return id;
  }

  async end(callId: string, { usage, ...call }: CallEnded): Promise<void> {
    const context = this.contexts.get(callId);
    this.contexts.delete(callId);
    if (call.failure !== null && call.failure !== 'cancelled') this.log(`model call ${callId}: ${call.message ?? call.failure}`);
    await this.database.transaction(async (tx) => {
      const tokens = { inputTokens: usage?.inputTokens ?? null, outputTokens: usage?.outputTokens ?? null };
      await endModelCall(tx, callId, { ...call, ...tokens });
      if (call.failure === 'biosafety' && context) await tellBiosafety(tx, callId, context, call.message ?? '');
    });
  }

  spent(context: CallContext): Promise<Spent> {
    return this.database.transaction((tx) => spentOnModels(tx, subjectOf(context)));
  }
}

function subjectOf({ actor, runId, stepInstanceId, draftId }: CallContext) {
  return { actor, runId: runId ?? null, stepInstanceId: stepInstanceId ?? null, draftId: draftId ?? null };
}

async function tellBiosafety(tx: Tx, call: string, context: CallContext, message: string): Promise<void> {
  const { actor, runId, draftId } = subjectOf(context);
  const finding = {
    rule: 'model-endpoint.bio-policy',
    list: LIST,
    version: 'unknown',
    category: 'model_endpoint',
    path: '',
    excerpt: '',
    severity: 'hold',
    message: message.slice(0, 1_000),
  } as const;
  const [who] = await tx.query<{ name: string }>(`select name from lab.principals where id::text = $1`, [actor]);
  const by = who ? `user:${who.name}` : 'system';
  const { version } = await policyInForce(tx);
  const given = {
    subject: 'request',
    runId,
    outcome: 'hold',
    findings: [finding],
    lists: [`${LIST}@unknown`],
    policyVersion: version,
    actor: by,
  } as const;
  const screening = await insertScreening(tx, given);
  await recordEvents(tx, [
    { type: 'model.blocked', actor: 'system', runId, data: { call, screening, draft: draftId, by, rules: [finding.rule] } },
  ]);
}
