import { LabError } from '@labwright/domain';
import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { ApiSettings } from '../api-settings';
import type { ApiRequest } from '../http/api-request';

/** Seconds over which requests are counted. */
const WINDOW_S = 10;
/** Seconds over which failures are. */
const FAILURE_WINDOW_S = 60;

/**
 * How often somebody may ask. In memory of this process: a limit is there to keep one caller from taking the API from the others, not to count
 * exactly, and a restart forgets it. Wrong passwords are counted in the database.
 */
@Injectable()
export class RateLimits {
  private readonly callers: RateLimiterMemory;
  /** Requests with a credential that is none, and attempts to sign in or to set a password, by address. */
  private readonly strangers: RateLimiterMemory;
  private readonly signIns: RateLimiterMemory;

  constructor(private readonly settings: ApiSettings) {
    const { requestsPerSecond, failuresPerMinute: points } = settings;
    this.callers = new RateLimiterMemory({ points: requestsPerSecond * WINDOW_S, duration: WINDOW_S });
    this.strangers = new RateLimiterMemory({ points, duration: FAILURE_WINDOW_S });
    this.signIns = new RateLimiterMemory({ points, duration: FAILURE_WINDOW_S });
  }

  /** Counts a request of a principal. @throws LabError ACCESS_RATE_LIMITED */
  async countCaller(principalId: string): Promise<void> {
    await counted(this.callers.consume(principalId), 'requests of this principal');
  }

  /** Counts an attempt to sign in or to set a password. @throws LabError ACCESS_RATE_LIMITED */
  async countSignIn(request: ApiRequest): Promise<void> {
    await counted(this.signIns.consume(addressOf(request)), 'attempts to sign in from this address');
  }

  /** Refuses an address that keeps coming with credentials that are none. @throws LabError ACCESS_RATE_LIMITED */
  async needFewFailures(request: ApiRequest): Promise<void> {
    const known = await this.strangers.get(addressOf(request));
    if (known !== null && known.consumedPoints > this.settings.failuresPerMinute)
      throw limited(known, 'credentials that are none from this address');
  }

  async countFailure(request: ApiRequest): Promise<void> {
    await this.strangers.consume(addressOf(request)).catch(() => undefined);
  }
}

async function counted(consumed: Promise<RateLimiterRes>, what: string): Promise<void> {
  try {
    await consumed;
  } catch (refused) {
    if (refused instanceof Error) throw refused;
    throw limited(refused as RateLimiterRes, what);
  }
}

function limited({ msBeforeNext }: RateLimiterRes, what: string): LabError {
  const retryAfterS = Math.max(1, Math.ceil(msBeforeNext / 1_000));
  return new LabError('ACCESS_RATE_LIMITED', `too many ${what}; try again in ${retryAfterS} s`, { retryAfterS });
}

/** Of the client, as the proxies say that are trusted. */
function addressOf(request: ApiRequest): string {
  return request.ip ?? 'unknown';
}
