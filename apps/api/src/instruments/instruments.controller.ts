import { changeInstrument, instrumentTag, registerInstrument, retireInstrument, type Principal } from '@labwright/execution';
import { Database, listInstrumentViews, readInstrumentView } from '@labwright/persistence';
import { Body, Controller, Get, Headers, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Caller, actingOf } from '../access/caller';
import { SlugSchema, UuidSchema } from '../http/field.schema';
import { pageOf, type Page } from '../http/page.schema';
import { Operation } from '../openapi/operation';
import { problemResponse } from '../openapi/problem-response';
import { InstrumentTests } from './instrument-tests.service';
import {
  ChangeSchema,
  InstrumentPageSchema,
  InstrumentQuerySchema,
  InstrumentSchema,
  RegistrationSchema,
  RetireSchema,
  TestSchema,
  type Change,
  type InstrumentQuery,
  type InstrumentTest,
  type Registration,
  type Retire,
} from './instrument.schema';
import { entityTag, expectedTags, staleTag } from './precondition';
import { mustFitDriver } from './settings-check';
import { instrumentView, noInstrument, type InstrumentView } from './instrument-view';
import { failedTest, testView } from './test-view';

@ApiTags('instruments')
@Controller('v1/instruments')
export class InstrumentsController {
  constructor(
    private readonly database: Database,
    private readonly tests: InstrumentTests,
  ) {}

  @Get()
  @Operation({ summary: 'Lists instruments by id; a filter takes those that fit all of it', answers: InstrumentPageSchema })
  async listInstruments(@Query({ schema: InstrumentQuerySchema }) { limit, ...asked }: InstrumentQuery): Promise<Page<InstrumentView>> {
    const page = pageOf(await listInstrumentViews(this.database, { ...asked, limit: limit + 1 }), limit, (instrument) => instrument.id);
    return { ...page, items: page.items.map(instrumentView) };
  }

  @Post()
  @Operation({
    summary: 'Registers an instrument',
    description: 'Its bench agent connects within a few seconds and checks who answers.',
    status: 201,
    answers: InstrumentSchema,
    body: 'json',
  })
  async registerInstrument(
    @Body({ schema: RegistrationSchema }) registration: Registration,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<InstrumentView> {
    await mustFitDriver(this.database, registration.driver, registration.settings);
    await this.database.transaction((tx) => registerInstrument(tx, registration, actingOf(caller).actor));
    return this.getInstrument(registration.id, response);
  }

  @Get(':id')
  @Operation({ summary: 'Shows an instrument with its state and its nests', answers: InstrumentSchema })
  async getInstrument(
    @Param('id', { schema: SlugSchema }) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<InstrumentView> {
    const row = await readInstrumentView(this.database, id);
    if (!row) throw noInstrument(id);
    response.set('ETag', entityTag(instrumentTag(row)));
    return instrumentView(row);
  }

  @Patch(':id')
  @ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'ETag of the instrument as you have seen it; * for any',
    schema: { type: 'string', maxLength: 1_000 },
  })
  @ApiResponse({ status: 409, ...problemResponse('A run has it reserved and the change matters to it, or it is retired') })
  @ApiResponse({ status: 412, ...problemResponse('It was changed since you have seen it') })
  @ApiResponse({ status: 428, ...problemResponse('The header If-Match is missing') })
  @Operation({
    summary: 'Changes address, bench agent, settings, limits, location, restart policy or calibration date of an instrument',
    description:
      'Each field as a whole; fields left out stay. While a run has it reserved only location, onRestart and calibrationDue can be changed. Its ETag tells versions of ' +
      'what is registered apart; link, activity and service state are no part of it.',
    answers: InstrumentSchema,
    body: 'json',
  })
  async changeInstrument(
    @Param('id', { schema: SlugSchema }) id: string,
    @Body({ schema: ChangeSchema }) change: Change,
    @Headers('if-match') ifMatch: string | undefined,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<InstrumentView> {
    const seenAt = `/v1/instruments/${id}`;
    const expected = expectedTags(ifMatch, seenAt);
    const row = await readInstrumentView(this.database, id);
    if (!row) throw noInstrument(id);
    if (change.settings) await mustFitDriver(this.database, row.driver, change.settings);
    const changes = await this.database.transaction((tx) => changeInstrument(tx, id, change, actingOf(caller).actor, expected));
    if (changes === null) throw staleTag(seenAt);
    return this.getInstrument(id, response);
  }

  @Post(':id/test')
  @ApiResponse({ status: 202, description: 'The bench agent has not answered yet; look at `href`', standardSchema: TestSchema })
  @Operation({
    summary: 'Tests an instrument without changing anything',
    description: 'Waits up to 10 s for its bench agent. A test that fails is a problem with 502 or 504.',
    answers: TestSchema,
  })
  async testInstrument(
    @Param('id', { schema: SlugSchema }) id: string,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<InstrumentTest> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const test = testView(await this.tests.test(id, actingOf(caller).actor, gone.signal));
    if (test.status === 'failed') throw failedTest(test);
    if (test.status === 'pending') response.status(202).set('Location', test.href);
    return test;
  }

  @Get(':id/tests/:requestId')
  @Operation({ summary: 'Shows a test of an instrument', answers: TestSchema })
  async getInstrumentTest(
    @Param('id', { schema: SlugSchema }) id: string,
    @Param('requestId', { schema: UuidSchema }) requestId: string,
  ): Promise<InstrumentTest> {
    return testView(await this.tests.read(id, requestId));
  }

  @Post(':id/retire')
  @Operation({ summary: 'Takes an instrument out of the fleet for good; its record stays', answers: InstrumentSchema, body: 'json' })
  async retireInstrument(
    @Param('id', { schema: SlugSchema }) id: string,
    @Body({ schema: RetireSchema }) { reason }: Retire,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<InstrumentView> {
    await this.database.transaction((tx) => retireInstrument(tx, id, reason, actingOf(caller).actor));
    return this.getInstrument(id, response);
  }
}
