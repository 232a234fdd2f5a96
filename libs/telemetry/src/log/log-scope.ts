import { AsyncLocalStorage } from 'node:async_hooks';

/** Ids that a line of the log carries when they are known. */
export interface LogIds {
  readonly request?: string;
  readonly run?: string;
  /** A step instance. */
  readonly step?: string;
  readonly attempt?: number;
  readonly instrument?: string;
}

const scopes = new AsyncLocalStorage<LogIds>();

/** Lines that are written by this work, and by what it starts, carry these ids besides those around it. */
export function inLogScope<T>(ids: LogIds, work: () => T): T {
  return scopes.run({ ...scopes.getStore(), ...ids }, work);
}

/** The ids of the work under way. */
export function logScope(): LogIds {
  return scopes.getStore() ?? {};
}
