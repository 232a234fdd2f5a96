import { toLabError, verbCall } from '@labwright/domain';
import { recordEvents, type Database } from '@labwright/persistence';
import type { InstrumentHost } from './instrument-host';

/** What a test of an instrument found, as api shows it. */
interface TestResult {
  readonly ok: boolean;
  readonly identity?: unknown;
  readonly checks?: readonly { readonly verb: string; readonly holds: boolean; readonly evidence: string }[];
  readonly roundTripMs?: number;
  readonly error?: unknown;
}

/** Answers a request of api: asks the instrument who it is and how it stands, without changing anything. */
export async function answerRequest(
  database: Database,
  requestId: string,
  hosts: ReadonlyMap<string, InstrumentHost>,
  actor: string,
): Promise<void> {
  const [request] = await database.query<{ instrument: string; status: string }>(
    `select instrument_id as instrument, status from lab.agent_requests where id = $1`,
    [requestId],
  );
  if (request?.status !== 'pending') return;
  const result = await test(request.instrument, hosts.get(request.instrument));
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
