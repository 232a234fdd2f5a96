import { rearmInstrument, type Principal } from '@labwright/execution';
import { Database, listStandingStops, type StandingStopRow } from '@labwright/persistence';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Caller, actingOf } from '../access/caller';
import { Operation } from '../openapi/operation';
import { problemResponse } from '../openapi/problem-response';
import { RearmSchema, StandingStopsSchema, StopAnswerSchema, StopSchema, type Rearm, type Stop, type StopAnswer } from './estop.schema';
import { EstopService } from './estop.service';

/** A software stop. It does not replace the hardware emergency stops of the instruments. */
@ApiTags('estop')
@Controller('v1/estop')
export class EstopController {
  constructor(
    private readonly database: Database,
    private readonly stops: EstopService,
  ) {}

  @Get()
  @Operation({ summary: 'Lists the emergency stops that stand, with what came of each', answers: StandingStopsSchema })
  async listStops(): Promise<{ items: StandingStopRow[] }> {
    return { items: await listStandingStops(this.database) };
  }

  @Post()
  @ApiResponse({ status: 404, ...problemResponse('There is no such instrument') })
  @Operation({
    summary: 'Stops every instrument at once, or one',
    description:
      'Anybody with a key may; it works while the database is away, too. Breaks off what is on the wires, and answers with what was written there, ' +
      'within two seconds. Whether the safe state was reached is read from each instrument after that: GET /v1/estop, and events. Runs that use a ' +
      'stopped instrument are held. A software stop; it does not replace the emergency stops of the instruments themselves.',
    answers: StopAnswerSchema,
    body: 'json',
  })
  stopLab(@Body({ schema: StopSchema }) stop: Stop, @Caller() caller: Principal): Promise<StopAnswer> {
    return this.stops.stop(stop ?? {}, actingOf(caller).actor);
  }

  @Post('rearm')
  @ApiResponse({ status: 404, ...problemResponse('There is no such instrument') })
  @Operation({
    summary: 'Puts stopped instruments back into service, once somebody has looked at them',
    description:
      'All of them or none. Says what stands on every nest, as seen; what differs from the record changes it, and is a deviation of its run. ' +
      'Runs stay held until their questions are answered.',
    answers: StandingStopsSchema,
    body: 'json',
  })
  async rearmInstruments(
    @Body({ schema: RearmSchema }) { instruments, note }: Rearm,
    @Caller() caller: Principal,
  ): Promise<{ items: StandingStopRow[] }> {
    const { actor } = actingOf(caller);
    const inOrder = instruments.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    await this.database.transaction(async (tx) => {
      for (const { id, places } of inOrder) await rearmInstrument(tx, id, places, note, actor);
    });
    return this.listStops();
  }
}
