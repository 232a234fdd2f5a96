import { toLabError, verbCall } from '@labwright/domain';
import { recordEvents } from '@labwright/persistence';
import type { InstrumentHost } from './instrument-host';
import { performManualVerb, refuse, type ManualServices } from './manual-request';

/** What a test of an instrument found, as api shows it. */
interface TestResult {
  readonly ok: boolean;
  readonly identity?: unknown;
  readonly checks?: readonly { readonly verb: string; readonly holds: boolean; readonly evidence: string }[];
  readonly roundTripMs?: number;
  readonly error?: unknown;
}

/** Answers a request of api: a test asks the instrument who it is and how it stands, without changing anything; a verb is of a manual session. */
export async function answerRequest(
  services: ManualServices,
  requestId: string,
  hosts: ReadonlyMap<string, InstrumentHost>,
): Promise<void> {
  const { database, owner } = services;
  const [request] = await database.query<{ instrument: string; status: string; kind: 'test' | 'verb' }>(
    `select instrument_id as instrument, status, kind from lab.agent_requests where id = $1`,
    [requestId],
  );
  if (request?.status !== 'pending') return;
  const host = hosts.get(request.instrument);
  if (request.kind === 'verb' && host) return performManualVerb(services, requestId, host);
  if (request.kind === 'verb') return refuse(database, requestId, `${request.instrument} is not an instrument of this bench agent`);
  const result = await test(request.instrument, host);
  const actor = `agent:${owner.agent}`;
  await database.transaction(async (tx) => {
    await tx.query(`update lab.agent_requests set status = $2, result = $3::jsonb, finished_at = now() where id = $1`, [
      requestId,
      result.ok ? 'done' : 'failed',
      JSON.stringify(result),
    ]);
    await recordEvents(tx, [{ type: 'instrument.tested', actor, instrumentId: request.instrument, data: { ok: result.ok } }]);
  });
}

async function test(id: string, host: InstrumentHost | undefined): Promise<TestResult> {
  if (!host) return { ok: false, error: { code: 'NOT_FOUND', message: `${id} is not an instrument of this bench agent` } };
  const session = host.online;
  if (!session) return { ok: false, error: { code: 'DRIVER_TRANSPORT_CLOSED', message: host.trouble } };
  try {
    const checks = [];
    const begun = performance.now();
    for (const verb of session.driver.manifest.safeState.verbs) {
      const { holds, evidence } = await session.driver.check(verbCall(verb), { origin: null, signal: AbortSignal.timeout(10_000) });
      checks.push({ verb, holds, evidence });
    }
    return { ok: true, identity: session.identity, checks, roundTripMs: (performance.now() - begun) / checks.length };
  } catch (error) {
    return { ok: false, identity: session.identity, error: toLabError(error, id) };
  }
}
