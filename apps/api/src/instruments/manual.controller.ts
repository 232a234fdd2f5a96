import { LabError } from '@labwright/domain';
import { beginManual, endManual, requestVerb, type Principal } from '@labwright/execution';
import {
  Database,
  listManualVerbs,
  readInstrumentView,
  readManualSession,
  readManualVerb,
  type ManualVerbRow,
} from '@labwright/persistence';
import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Caller, actingOf } from '../access/caller';
import { SlugSchema, UuidSchema } from '../http/field.schema';
import { Operation } from '../openapi/operation';
import { InstrumentTests } from './instrument-tests.service';
import { noInstrument } from './instrument-view';
import {
  ManualBeginSchema,
  ManualDoSchema,
  ManualEndSchema,
  ManualSessionSchema,
  ManualVerbSchema,
  type ManualBegin,
  type ManualDo,
  type ManualEnd,
  type ManualSessionView,
  type ManualVerbView,
} from './manual.schema';

const MOST_VERBS = 200;

/** An instrument in a person's hands: taken out of service, single verbs, and back when somebody has looked where labware is. */
@ApiTags('instruments')
@Controller('v1/instruments')
export class ManualController {
  constructor(
    private readonly database: Database,
    private readonly tests: InstrumentTests,
  ) {}

  @Post(':id/manual')
  @Operation({
    summary: 'Takes an instrument out of service and into hand',
    description: 'What runs there goes on; nothing of a run is dispatched there until the session ends.',
    status: 201,
    answers: ManualSessionSchema,
    body: 'json',
  })
  async beginManual(
    @Param('id', { schema: SlugSchema }) id: string,
    @Body({ schema: ManualBeginSchema }) { reason }: ManualBegin,
    @Caller() caller: Principal,
  ): Promise<ManualSessionView> {
    await this.database.transaction((tx) => beginManual(tx, id, reason, actingOf(caller).actor));
    return this.getManualSession(id);
  }

  @Get(':id/manual')
  @Operation({ summary: 'Shows the manual session of an instrument, or the last one, with its verbs', answers: ManualSessionSchema })
  async getManualSession(@Param('id', { schema: SlugSchema }) id: string): Promise<ManualSessionView> {
    const session = await readManualSession(this.database, id);
    if (!session) {
      if (!(await readInstrumentView(this.database, id))) throw noInstrument(id);
      throw new LabError('NOT_FOUND', `${id} was never in hand; POST /v1/instruments/${id}/manual begins a session`, {
        kind: 'session',
        id,
      });
    }
    const verbs = await listManualVerbs(this.database, session.id, MOST_VERBS);
    return { ...session, places: session.places ? [...session.places] : null, verbs: verbs.map(verbView) };
  }

  @Post(':id/manual/do')
  @ApiResponse({ status: 202, description: 'It is not over yet; look at `href`', standardSchema: ManualVerbSchema })
  @Operation({
    summary: 'Performs one verb at an instrument that is in hand',
    description:
      'Within the limits of driver and instrument, and within the interlocks. Waits up to 10 s. It is sent once, or, when its bench agent does ' +
      'not take it up within 10 s, never. A hold that is under way there is in doubt afterwards.',
    answers: ManualVerbSchema,
    body: 'json',
  })
  async doManual(
    @Param('id', { schema: SlugSchema }) id: string,
    @Body({ schema: ManualDoSchema }) { verb, parameters, options, plate, reason }: ManualDo,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ManualVerbView> {
    const wish = { verb, parameters, ...(options ? { options } : {}), ...(plate ? { plate } : {}) };
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const request = await this.database.transaction((tx) => requestVerb(tx, id, wish, reason, actingOf(caller).actor));
    const view = verbView(await this.tests.until(() => this.read(id, request), isOver, gone.signal));
    if (view.finishedAt === null) response.status(202).set('Location', view.href);
    return view;
  }

  @Get(':id/manual/verbs/:requestId')
  @Operation({ summary: 'Shows one verb of a manual session', answers: ManualVerbSchema })
  async getManualVerb(
    @Param('id', { schema: SlugSchema }) id: string,
    @Param('requestId', { schema: UuidSchema }) requestId: string,
  ): Promise<ManualVerbView> {
    return verbView(await this.read(id, requestId));
  }

  @Post(':id/manual/end')
  @Operation({
    summary: 'Puts an instrument that was in hand back into service, with what stands on each of its nests',
    description: 'Runs that had something on it are held for an answer when a verb was sent, or labware was not where the record had it.',
    answers: ManualSessionSchema,
    body: 'json',
  })
  async endManual(
    @Param('id', { schema: SlugSchema }) id: string,
    @Body({ schema: ManualEndSchema }) { places, reason }: ManualEnd,
    @Caller() caller: Principal,
  ): Promise<ManualSessionView> {
    await this.database.transaction((tx) => endManual(tx, id, places, reason, actingOf(caller).actor));
    return this.getManualSession(id);
  }

  private async read(instrument: string, id: string): Promise<ManualVerbRow> {
    const row = await readManualVerb(this.database, instrument, id);
    if (row) return row;
    throw new LabError('NOT_FOUND', `there is no verb ${id} of ${instrument}`, { kind: 'verb', id });
  }
}

function isOver({ status }: ManualVerbRow): boolean {
  return status === 'done' || status === 'failed';
}

/** A verb as it is shown; what the bench agent has not said is null. */
function verbView({ call, result, ...row }: ManualVerbRow): ManualVerbView {
  const { sent, durationMs, readings, error } = (result ?? {}) as Partial<
    Pick<ManualVerbView, 'sent' | 'durationMs' | 'readings' | 'error'>
  >;
  return {
    ...row,
    verb: call.verb,
    parameters: call.parameters,
    href: `/v1/instruments/${row.instrument}/manual/verbs/${row.requestId}`,
    sent: sent ?? null,
    durationMs: durationMs ?? null,
    readings: readings ?? [],
    commands: [...row.commands],
    error: error ?? null,
  };
}
