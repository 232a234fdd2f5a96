import { pauseInstrument, resumeInstrument, setInstrumentService, type Principal } from '@labwright/execution';
import { Database, readInstrumentView, type Tx } from '@labwright/persistence';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, actingOf } from '../access/caller';
import { SlugSchema } from '../http/field.schema';
import { Operation } from '../openapi/operation';
import { instrumentView, noInstrument, type InstrumentView } from './instrument-view';
import { InstrumentSchema, QueueChangeSchema, ServiceChangeSchema, type QueueChange, type ServiceChange } from './instrument.schema';

/** Whether an instrument takes steps, as the people at the bench want it. */
@ApiTags('instruments')
@Controller('v1/instruments')
export class InstrumentServiceController {
  constructor(private readonly database: Database) {}

  @Post(':id/service')
  @Operation({
    summary: 'Puts an instrument into service, out of it, or into quarantine',
    description:
      'What runs there goes on; steps that wait for it say why. New runs are not planned on an instrument that is not available.',
    answers: InstrumentSchema,
    body: 'json',
  })
  setInstrumentService(
    @Param('id', { schema: SlugSchema }) id: string,
    @Body({ schema: ServiceChangeSchema }) { to, reason, places }: ServiceChange,
    @Caller() caller: Principal,
  ): Promise<InstrumentView> {
    return this.change(id, (tx) => setInstrumentService(tx, id, to, reason, actingOf(caller).actor, places ?? null));
  }

  @Post(':id/pause')
  @Operation({
    summary: 'Pauses an instrument for the queue: nothing new is dispatched to it, what runs goes on',
    description: 'Its service state is manual until it is resumed. A second pause changes the reason.',
    answers: InstrumentSchema,
    body: 'json',
  })
  pauseInstrument(
    @Param('id', { schema: SlugSchema }) id: string,
    @Body({ schema: QueueChangeSchema }) { reason }: QueueChange,
    @Caller() caller: Principal,
  ): Promise<InstrumentView> {
    return this.change(id, (tx) => pauseInstrument(tx, id, reason, actingOf(caller).actor));
  }

  @Post(':id/resume')
  @Operation({ summary: 'Lets the queue go on at a paused instrument', answers: InstrumentSchema, body: 'json' })
  resumeInstrument(
    @Param('id', { schema: SlugSchema }) id: string,
    @Body({ schema: QueueChangeSchema }) { reason }: QueueChange,
    @Caller() caller: Principal,
  ): Promise<InstrumentView> {
    return this.change(id, (tx) => resumeInstrument(tx, id, reason, actingOf(caller).actor));
  }

  private async change(id: string, work: (tx: Tx) => Promise<void>): Promise<InstrumentView> {
    await this.database.transaction(work);
    const row = await readInstrumentView(this.database, id);
    if (!row) throw noInstrument(id);
    return instrumentView(row);
  }
}
