import { isLabError } from '@labwright/domain';
import { Database, pgCode, type DatabaseOptions } from './database';

const RETRY_MS = 500;
/** Wrong password, no such role, no such database: waiting does not help. */
const FINAL = new Set(['28P01', '28000', '3D000']);

export interface OpeningOptions extends DatabaseOptions {
  /** Wall milliseconds in which the database has to come up. */
  readonly limitMs: number;
  readonly stopping: AbortSignal;
  readonly log: (line: string) => void;
}

/**
 * Opens the database, waiting while it comes up; null when a stop is asked for meanwhile.
 * @throws LabError DATABASE_UNAVAILABLE when the time is over or waiting does not help
 */
export async function openDatabase({ limitMs, stopping, log, ...options }: OpeningOptions): Promise<Database | null> {
  const until = Date.now() + limitMs;
  for (let tries = 0; ; tries++) {
    try {
      return await Database.open(options);
    } catch (error) {
      const code = isLabError(error) ? pgCode(error.cause) : undefined;
      if (stopping.aborted) return null;
      if (Date.now() + RETRY_MS > until || (code !== undefined && FINAL.has(code))) throw error;
      if (tries === 0) log(`waiting up to ${limitMs / 1000} s for the database: ${error instanceof Error ? error.message : String(error)}`);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
