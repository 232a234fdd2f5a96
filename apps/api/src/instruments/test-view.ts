import type { TestRequestRow } from '@labwright/persistence';
import { ProblemRaised, problemOf } from '../problem/problem';
import type { InstrumentTest } from './instrument.schema';

/** A test as it is shown; what the bench agent has not said is null. */
export function testView(row: TestRequestRow): InstrumentTest {
  const { ok, identity, checks, roundTripMs, error } = (row.result ?? {}) as Partial<InstrumentTest>;
  return {
    requestId: row.id,
    instrument: row.instrument,
    status: row.status,
    requestedBy: row.requestedBy,
    createdAt: row.createdAt,
    finishedAt: row.finishedAt,
    href: `/v1/instruments/${row.instrument}/tests/${row.id}`,
    ok: row.status === 'pending' ? null : (ok ?? row.status === 'done'),
    identity: identity ?? null,
    checks: checks ?? [],
    roundTripMs: roundTripMs ?? null,
    error: error ?? null,
  };
}

/** A test that failed: the instrument, or the way to it, is at fault and not the request, hence 502 or 504. */
export function failedTest(test: InstrumentTest): ProblemRaised {
  const code = test.error?.code ?? 'DRIVER_TEST_FAILED';
  const detail = test.error?.message ?? `${test.instrument} did not pass its test; see ${test.href}`;
  const { context } = (test.error ?? {}) as { context?: unknown };
  const more = { test, ...(typeof context === 'object' && context !== null ? { context } : {}) };
  return new ProblemRaised(problemOf(code === 'DRIVER_TIMEOUT' ? 504 : 502, code, 'The test of the instrument failed', detail, more));
}
