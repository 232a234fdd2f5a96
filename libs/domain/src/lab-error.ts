/** Where on the wire a command was when it failed. Source: drivers.md, L3 session. */
export type CommandPhase = 'open' | 'accept' | 'reply' | 'complete' | 'inter-byte' | 'read-back';
/** What is known of a command after an error: it did not happen, or nobody knows. */
export type CommandOutcome = 'failed' | 'unknown';

/** What every driver error says, so that a technician can act on it without reading code. */
export interface DriverContext {
  readonly instrument: string;
  readonly url?: string;
  readonly command?: string;
  readonly phase?: CommandPhase;
  readonly vendorCode?: string;
  readonly vendorText?: string;
  readonly outcome: CommandOutcome;
  readonly timeoutMs?: number;
  /** Bytes already received, hexadecimal; kept so that partial data is never lost. */
  readonly partialHex?: string;
}

interface Place {
  /** JSON pointer into the input, or the name of a setting. */
  readonly path?: string;
  readonly allowed?: readonly string[];
}

/** Code -> typed context. The group before the first underscore is the area. */
export interface LabErrorContexts {
  INPUT_INVALID: Place & { readonly issues?: readonly { path: string; message: string }[] };
  INPUT_TOO_LARGE: { readonly limitBytes: number };
  INPUT_UNSUPPORTED_MEDIA: { readonly allowed: readonly string[] };
  UNIT_UNKNOWN: Place & { readonly unit: string };
  UNIT_KIND_MISMATCH: Place & { readonly unit: string; readonly kind: string };
  ACCESS_UNAUTHENTICATED: { readonly scheme: string };
  ACCESS_FORBIDDEN: { readonly needed: readonly string[]; readonly has: readonly string[]; readonly scope?: string };
  ACCESS_SELF_APPROVAL: { readonly author: string };
  /** A request that a session is used for does not prove that it comes from the page that has the session. */
  ACCESS_CSRF: { readonly header: string };
  /** Too many requests, or too many wrong passwords. */
  ACCESS_RATE_LIMITED: { readonly retryAfterS: number };
  NOT_FOUND: { readonly kind: string; readonly id: string };
  CONFLICT: { readonly kind: string; readonly id: string; readonly reason: string };
  STATE_EVENT_NOT_ALLOWED: {
    readonly machine: string;
    readonly state: string;
    readonly event: string;
    readonly allowed: readonly string[];
  };
  APPROVAL_MISSING: { readonly protocol: string };
  APPROVAL_EXPIRED: { readonly protocol: string; readonly expiredAt: string };
  PROTOCOL_DOES_NOT_COMPILE: { readonly diagnostics: readonly unknown[] };
  /** A condition of a run is UNKNOWN: neither true nor false. */
  RUN_CONDITION_UNKNOWN: { readonly step: string; readonly condition: string; readonly reasons: readonly string[] };
  /** A repeat got to its last round or its time before its condition held. */
  RUN_BOUND_REACHED: { readonly step: string; readonly bound: string };
  /** A saved reading is outside of what its step expects. */
  RUN_READING_UNEXPECTED: { readonly step: string; readonly reading: string; readonly wells: readonly string[] };
  /** A step of a run cannot start in its window any more. */
  RUN_WINDOW_MISSED: { readonly step: string; readonly after: string; readonly atMostMs: number; readonly lateMs: number };
  SETTING_INVALID: { readonly setting: string; readonly value: string; readonly allowed: string };
  DATABASE_UNAVAILABLE: { readonly host: string };
  QUEUE_UNAVAILABLE: { readonly queue: string };
  LEASE_LOST: { readonly instrument: string; readonly epoch: number; readonly agent: string };
  DRIVER_TRANSPORT_NOT_FOUND: DriverContext;
  DRIVER_TRANSPORT_BUSY: DriverContext;
  DRIVER_TRANSPORT_ACCESS_DENIED: DriverContext;
  DRIVER_TRANSPORT_CLOSED: DriverContext;
  DRIVER_TRANSPORT_FENCED: DriverContext;
  DRIVER_TIMEOUT: DriverContext;
  DRIVER_FRAME_INVALID: DriverContext;
  DRIVER_FRAME_CHECKSUM: DriverContext;
  DRIVER_FRAME_TOO_LONG: DriverContext;
  DRIVER_DEVICE_BUSY: DriverContext;
  DRIVER_DEVICE_BAD_PARAMETER: DriverContext;
  DRIVER_DEVICE_NOT_READY: DriverContext;
  DRIVER_DEVICE_INTERLOCK: DriverContext;
  DRIVER_DEVICE_HARDWARE: DriverContext;
  DRIVER_STATE_READ_BACK_DIFFERS: DriverContext;
  DRIVER_STATE_REBOOTED: DriverContext;
  DRIVER_STATE_WRONG_INSTRUMENT: DriverContext & { readonly expected: string; readonly found: string };
  DRIVER_UNSUPPORTED: DriverContext;
  DRIVER_LIMIT_EXCEEDED: DriverContext & { readonly value: number; readonly min: number; readonly max: number; readonly unit: string };
  /** A rule at the driver's edge refused it; nothing was sent. `value` and `max` where it is about a number. */
  DRIVER_INTERLOCK: DriverContext & { readonly interlock: string; readonly value?: number; readonly max?: number };
  DRIVER_CANCELLED: DriverContext;
  DRIVER_INTERRUPTED: DriverContext;
  INTERNAL: { readonly where: string };
}

export type LabErrorCode = keyof LabErrorContexts;
/** `safe`: do it again; `after_reconcile`: ask the instrument first; `never`: the same call fails the same way. */
export type RetrySafety = 'safe' | 'after_reconcile' | 'never';

/**
 * The one error of Labwright. Compare `code`, never the message and never with instanceof: errors cross process borders.
 * `message` names the thing, the place and the way out.
 */
export class LabError<C extends LabErrorCode = LabErrorCode> extends Error {
  override readonly name = 'LabError';
  constructor(
    readonly code: C,
    message: string,
    readonly context: LabErrorContexts[C],
    readonly retry: RetrySafety = 'never',
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }

  toJSON(): { code: C; message: string; context: LabErrorContexts[C]; retry: RetrySafety } {
    return { code: this.code, message: this.message, context: this.context, retry: this.retry };
  }
}

/** True for an error of ours, also one that was made by another copy of this module. */
export function isLabError(error: unknown): error is LabError {
  return error instanceof Error && error.name === 'LabError' && typeof (error as { code?: unknown }).code === 'string';
}

/** True when the error has this code; narrows the context. */
export function hasCode<C extends LabErrorCode>(error: unknown, code: C): error is LabError<C> {
  return isLabError(error) && error.code === code;
}

/** Any thrown value as a LabError, keeping ours as they are. */
export function toLabError(error: unknown, where: string): LabError {
  if (isLabError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new LabError('INTERNAL', `${where}: ${message}`, { where }, 'never', { cause: error });
}
