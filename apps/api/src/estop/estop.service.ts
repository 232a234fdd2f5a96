import { randomUUID } from 'node:crypto';
import { LabError } from '@labwright/domain';
import { instrumentsOfStop, recordStop, recordStopRequest, type StopRequest } from '@labwright/execution';
import { Database, type AgentControl } from '@labwright/persistence';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { StopMemory } from '../access/stop-memory';
import { ApiSettings } from '../api-settings';
import type { Stop, StopAnswer } from './estop.schema';

/** A bench agent that has not answered by then is told as not reached; wall milliseconds. */
const AGENT_MS = 1_800;
/** The answer waits for the record no longer than this; the record goes on. */
const RECORD_MS = 1_800;
const AHEAD_MS = 700;

/** What a control port answers. */
const ReplySchema = z.object({
  instruments: z.array(
    z.object({
      instrument: z.string(),
      sent: z.boolean(),
      sentMs: z.number().nullable(),
      acknowledged: z.boolean().nullable(),
      brokenOff: z.string().nullable(),
      problem: z.string().nullable(),
    }),
  ),
});

interface Reached {
  readonly agent: string;
  readonly problem: string | null;
  readonly instruments: StopAnswer['instruments'];
}

/**
 * Tells an emergency stop by two ways at once, neither of which waits for the other: to the control port of every bench agent, and into the record,
 * from which an agent learns of it that is not reached. The same stop by both is one.
 */
@Injectable()
export class EstopService {
  constructor(
    private readonly database: Database,
    private readonly memory: StopMemory,
    private readonly settings: ApiSettings,
  ) {}

  /** @throws LabError NOT_FOUND when no bench agent and no record knows the instrument */
  async stop({ reason = 'no reason was given', instrument }: NonNullable<Stop>, by: string): Promise<StopAnswer> {
    const request: StopRequest = { id: randomUUID(), instrument: instrument ?? null, by, reason, via: 'api', at: new Date() };
    const telling = Promise.all(this.memory.agents.map((control) => tell(control, request)));
    // The wires come first: until the bench agents have answered, or for a moment, nothing competes with them.
    const recording = within(AHEAD_MS, telling).then(() => this.record(request));
    const [reached, recorded] = await Promise.all([telling, within(RECORD_MS, recording)]);
    const instruments = reached.flatMap((each) => each.instruments);
    for (const missed of recorded ?? []) {
      if (instruments.some((known) => known.instrument === missed.id)) continue;
      const problem = `bench agent ${missed.agent} did not answer; it stops the instrument when it finds this in the record. Go and look`;
      instruments.push({ ...NOTHING, instrument: missed.id, agent: missed.agent, problem });
    }
    if (instrument !== undefined && instruments.length === 0) {
      const message = `there is no instrument "${instrument}" that could be stopped; leave it out to stop the whole lab`;
      throw new LabError('NOT_FOUND', message, { kind: 'instrument', id: instrument });
    }
    return {
      request: request.id,
      requestedAt: request.at.toISOString(),
      recorded: recorded !== null,
      agents: reached.map(({ agent, problem }) => ({ agent, reached: problem === null, problem })),
      instruments: instruments.toSorted((a, b) => (a.instrument < b.instrument ? -1 : 1)),
    };
  }

  /** One transaction an instrument, so that a run that is locked keeps none of the others waiting. Null: the database did not take it. */
  private async record(request: StopRequest): Promise<readonly { id: string; agent: string }[] | null> {
    try {
      const found = await this.database.transaction(async (tx) => {
        const ids = await instrumentsOfStop(tx, request.instrument);
        if (ids.length > 0 || request.instrument === null) await recordStopRequest(tx, request);
        return tx.query<{ id: string; agent: string }>(`select id, agent from lab.instruments where id = any($1) order by id`, [ids]);
      });
      await Promise.all(found.map(({ id }) => this.database.transaction((tx) => recordStop(tx, request, id))));
      return found;
    } catch (error) {
      this.settings.log(`the emergency stop ${request.id} is not in the record yet: ${(error as Error).message}`);
      return null;
    }
  }
}

const NOTHING = { sent: false, sentMs: null, acknowledged: false, brokenOff: null };

async function tell({ agent, url, token }: AgentControl, { id, instrument, by, reason, at }: StopRequest): Promise<Reached> {
  try {
    const response = await fetch(`${url}/v1/estop`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ id, instrument, by, reason, at: at.toISOString() }),
      signal: AbortSignal.timeout(AGENT_MS),
    });
    if (!response.ok) return { agent, problem: `${url} answered ${response.status}`, instruments: [] };
    const { instruments } = ReplySchema.parse(await response.json());
    return { agent, problem: null, instruments: instruments.map((each) => ({ ...each, agent })) };
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { message?: string } };
    return { agent, problem: `${url}: ${cause?.message || message}`, instruments: [] };
  }
}

/** What comes in time; null otherwise. */
async function within<T>(ms: number, work: Promise<T | null>): Promise<T | null> {
  let cancel: () => void = () => undefined;
  const late = new Promise<null>((resolve) => {
    const timer = setTimeout(() => resolve(null), ms);
    cancel = () => clearTimeout(timer);
  });
  return Promise.race([work, late]).finally(() => cancel());
}
