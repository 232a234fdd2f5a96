import { LabError } from '@labwright/domain';
import { registerInstrument, retireInstrument, type Principal } from '@labwright/execution';
import { Database, listInstruments, readInstrument, type InstrumentRow } from '@labwright/persistence';
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Caller, actingOf } from '../access/caller';
import { SlugSchema, UuidSchema } from '../http/field.schema';
import { pageOf, type Page } from '../http/page.schema';
import { Operation } from '../openapi/operation';
import { InstrumentTests } from './instrument-tests.service';
import {
  InstrumentPageSchema,
  InstrumentQuerySchema,
  InstrumentSchema,
  RegistrationSchema,
  RetireSchema,
  TestSchema,
  type InstrumentQuery,
  type InstrumentTest,
  type Registration,
  type Retire,
} from './instrument.schema';
import { mustFitDriver } from './settings-check';
import { failedTest, testView } from './test-view';

@ApiTags('instruments')
@Controller('v1/instruments')
export class InstrumentsController {
  constructor(
    private readonly database: Database,
    private readonly tests: InstrumentTests,
  ) {}

  @Get()
  @Operation({ summary: 'Lists instruments by id', answers: InstrumentPageSchema })
  async listInstruments(@Query({ schema: InstrumentQuerySchema }) { after, limit }: InstrumentQuery): Promise<Page<InstrumentRow>> {
    return pageOf(await listInstruments(this.database, { after, limit: limit + 1 }), limit, (instrument) => instrument.id);
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
  ): Promise<InstrumentRow> {
    await mustFitDriver(this.database, registration.driver, registration.settings);
    await this.database.transaction((tx) => registerInstrument(tx, registration, actingOf(caller).actor));
    return this.getInstrument(registration.id);
  }

  @Get(':id')
  @Operation({ summary: 'Shows an instrument with its state and its nests', answers: InstrumentSchema })
  async getInstrument(@Param('id', { schema: SlugSchema }) id: string): Promise<InstrumentRow> {
    const row = await readInstrument(this.database, id);
    if (row) return row;
    throw new LabError('NOT_FOUND', `there is no instrument "${id}"; GET /v1/instruments lists them`, { kind: 'instrument', id });
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
  ): Promise<InstrumentRow> {
    await this.database.transaction((tx) => retireInstrument(tx, id, reason, actingOf(caller).actor));
    return this.getInstrument(id);
  }
}
