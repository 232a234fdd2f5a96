import { hasCode } from '@labwright/domain';
import { Database, readLabClock, readLabState, type LabClockRow } from '@labwright/persistence';
import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../openapi/operation';
import { ProblemRaised, problemOf } from '../problem/problem';
import { auditHealth } from './audit-health';
import { ClockSchema, LiveSchema, ReadySchema } from './health.schema';

/** A bench agent says that it is alive every second; after this it counts as gone. */
const AGENT_SEEN_MS = 5_000;

@ApiTags('health')
@Controller('v1')
export class HealthController {
  constructor(private readonly database: Database) {}

  @Get('health/live')
  @Operation({ summary: 'Says that the process answers', answers: LiveSchema })
  live(): unknown {
    return { status: 'live' };
  }

  @Get('health/ready')
  @Operation({ summary: 'Says whether the lab can work', description: 'With 503 it gives the reasons why not.', answers: ReadySchema })
  async ready(): Promise<unknown> {
    const state = await readLabState(this.database, AGENT_SEEN_MS).catch((error: unknown) => {
      if (hasCode(error, 'DATABASE_UNAVAILABLE')) return notReady(['the database does not answer'], {});
      throw error;
    });
    const { migrations, agents, instruments } = state;
    if (agents.length === 0)
      return notReady([`no bench agent has been seen in the last ${AGENT_SEEN_MS} ms`], { database: { migrations }, agents, instruments });
    return { status: 'ready', database: { migrations }, agents, instruments, audit: await auditHealth(this.database) };
  }

  @Get('clock')
  @Operation({ summary: 'Tells lab time and its rate', answers: ClockSchema })
  clock(): Promise<LabClockRow> {
    return readLabClock(this.database);
  }
}

function notReady(reasons: readonly string[], state: Record<string, unknown>): never {
  throw new ProblemRaised(problemOf(503, 'NOT_READY', 'The lab is not ready', reasons.join('; '), { reasons, ...state }), {
    'Retry-After': '2',
  });
}
