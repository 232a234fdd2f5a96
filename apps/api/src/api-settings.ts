import type { ModelSettings } from '@labwright/drafting';
import type { OperatorLog } from '@labwright/telemetry';
import type { LogLine } from './http/log-line';

/** Largest body that a request may bring: 2 MiB. */
export const BODY_LIMIT_BYTES = 2 * 1024 * 1024;

/** What the composition root decides; everything in wall milliseconds. */
export class ApiSettings {
  /** Authors may approve their own protocols; each such approval is stamped. */
  readonly selfApprovalAllowed: boolean = false;
  /** Part of the embedded lab, which has options of its own for some settings. */
  readonly embedded: boolean = false;
  /** Longest wait for a bench agent's answer to a test before the answer is 202. */
  readonly testWaitMs: number = 10_000;
  /** Comment line on an event stream that is silent. */
  readonly heartbeatMs: number = 15_000;
  /** A client of an event stream that takes nothing for so long is dropped. */
  readonly streamStallMs: number = 30_000;
  /** Event streams open at the same time; each takes about 45 KiB. */
  readonly maxStreams: number = 2_000;
  /** Requests of one principal in a second, over ten of them. */
  readonly requestsPerSecond: number = 500;
  /** Requests with a credential that is none, and attempts to sign in, from one address in a minute. */
  readonly failuresPerMinute: number = 60;
  /** Proxies in front of the API whose word on the client's address counts. */
  readonly trustedProxies: number = 0;
  readonly log: LogLine = () => undefined;
  /** Where requests are told; nowhere where null. */
  readonly requestLog: OperatorLog | null = null;
  /** What scrapers send; where null, only callers on loopback may scrape. */
  readonly metricsToken: string | null = null;

  /** Where the audit log is anchored: `file:///path` or `https://...`; nowhere where null. */
  readonly auditAnchor: string | null = null;

  /** The endpoint of the model; none where null. */
  readonly model: ModelSettings | null = null;

  constructor(given: Partial<ApiSettings> = {}) {
    Object.assign(this, given);
  }
}
