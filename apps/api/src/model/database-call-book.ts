import type { CallBegun, CallBook, CallContext, CallEnded, Held, Spent } from '@labwright/drafting';
import { policyInForce } from '@labwright/execution';
import {
  Database,
  endModelCall,
  insertModelCall,
  insertScreening,
  lockModelBudgets,
  recordEvents,
  spentOnModels,
  type Tx,
} from '@labwright/persistence';
import type { LogLine } from '../http/log-line';

const LIST = 'model-endpoint';
/** A code of an endpoint that may stand in a log; what it says besides is text from outside. */
const PLAIN_CODE = /^[\w.-]{1,64}$/;

/**
 * Calls of models as rows. Each of the two moments of a call is a transaction of its own: none is open while an endpoint thinks. The first sums
 * what is spent and holds what the call may take, so that calls at the same time share a budget; a crash in between leaves that held. What an
 * endpoint stops under its biosafety policy is told to the biosafety role with the end of the call, or not at all. The log has no word of a model.
 */
export class DatabaseCallBook implements CallBook {
  private readonly contexts = new Map<string, CallContext>();

  constructor(
    private readonly database: Database,
    private readonly log: LogLine,
  ) {}

  async begin<H extends Held>({ prompt, context, ...call }: CallBegun, hold: (spent: Spent) => H): Promise<{ callId: string; held: H }> {
    const named = { promptName: prompt?.name ?? null, promptVersion: prompt?.version ?? null, promptSha256: prompt?.sha256 ?? null };
    const subject = subjectOf(context);
    const begun = await this.database.transaction(async (tx) => {
      await lockModelBudgets(tx, subject);
      const { policy } = await policyInForce(tx);
      const held = hold({ ...(await spentOnModels(tx, subject)), site: policy.budgets });
      const callId = await insertModelCall(tx, { ...call, ...named, ...subject, heldTokens: held.tokens, heldCost: held.cost });
      return { callId, held };
    });
    this.contexts.set(begun.callId, context);
    return begun;
  }

  async end(callId: string, { usage, ...call }: CallEnded): Promise<void> {
    const context = this.contexts.get(callId);
    this.contexts.delete(callId);
    if (call.failure !== null && call.failure !== 'cancelled') this.log(`model call ${callId}: ${call.failure}${codeOf(call)}`);
    await this.database.transaction(async (tx) => {
      const tokens = { inputTokens: usage?.inputTokens ?? null, outputTokens: usage?.outputTokens ?? null };
      await endModelCall(tx, callId, { ...call, ...tokens });
      if (call.failure === 'biosafety' && context) await tellBiosafety(tx, callId, context, call.message ?? '');
    });
  }
}

function codeOf({ errorCode }: Pick<CallEnded, 'errorCode'>): string {
  return errorCode !== null && PLAIN_CODE.test(errorCode) ? ` (${errorCode})` : '';
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
