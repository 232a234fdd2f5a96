import { Controller, Get, Param, Query, Req, Res, applyDecorators } from '@nestjs/common';
import { ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { ApiRequest } from '../http/api-request';
import { UuidSchema } from '../http/field.schema';
import { Operation } from '../openapi/operation';
import { RunsService } from '../runs/runs.service';
import { ExportQuerySchema, type ExportQuery } from './reading.schema';
import { ReadingExports, type ExportOrder } from './reading-exports.service';
import { TIDY_COLUMNS, TidyReadingSchema } from './tidy-reading';

const ORDER =
  'One row a value, well and time, by name and then in lab time; an export of a run that goes on has what was there when it was made.';
const CSV =
  'RFC 4180 with a header, UTF-8. A text that begins with = + - @ has an apostrophe in front, so that no spreadsheet takes it for a formula.';
const NDJSON = 'One JSON object a line, with the same fields as the columns of the CSV.';
/** Every column with what it means, out of the schema of a row. */
const COLUMNS = TIDY_COLUMNS.map((name) => {
  const { description } = TidyReadingSchema.shape[name];
  return `- \`${name}\`${description === undefined ? '' : `: ${description}`}`;
}).join('\n');
const CSV_EXAMPLE = [
  TIDY_COLUMNS.join(','),
  '7f0c5f6e-2f1d-4a53-9a39-3a3b6f0a3a11,insulin-expression 1.1.0,read_od,until_induction/3,reader-1,culture,A2,sample,clone-1,,,1,od600,600,0.61,{AU},ok,,0.3,0.045,0.418,true,83520,2026-11-02T09:12:00.000Z,2026-11-01T10:00:31.200Z',
  '',
].join('\r\n');
const NDJSON_EXAMPLE = `${JSON.stringify({
  run: '7f0c5f6e-2f1d-4a53-9a39-3a3b6f0a3a11',
  protocol: 'insulin-expression 1.1.0',
  step: 'read_od',
  iteration_path: 'until_induction/3',
  instrument: 'reader-1',
  labware: 'culture',
  well: 'A2',
  role: 'sample',
  sample: 'clone-1',
  nominal: null,
  nominal_unit: null,
  dilution: 1,
  name: 'od600',
  wavelength_nm: 600,
  value: 0.61,
  unit: '{AU}',
  quality: 'ok',
  reason: null,
  raw_value: 0.3,
  blank: 0.045,
  path_cm: 0.418,
  simulated: true,
  lab_seconds: 83_520,
  lab_time: '2026-11-02T09:12:00.000Z',
  wall_time: '2026-11-01T10:00:31.200Z',
})}\n`;

function Exports(format: ExportOrder['as'], summary: string): MethodDecorator {
  const [type, words, example] = format === 'csv' ? ['text/csv', CSV, CSV_EXAMPLE] : ['application/x-ndjson', NDJSON, NDJSON_EXAMPLE];
  return applyDecorators(
    ApiProduces(type),
    ApiResponse({ status: 200, description: summary, content: { [type]: { schema: { type: 'string' }, example } } }),
    Operation({ summary, description: `${words} ${ORDER}\n\n${COLUMNS}\n\n`, answers: null }),
  );
}

/** Readings of a run as files for a notebook or a spreadsheet. */
@ApiTags('readings')
@Controller('v1/runs/:id')
export class ReadingExportsController {
  constructor(
    private readonly runs: RunsService,
    private readonly files: ReadingExports,
  ) {}

  @Get('readings.csv')
  @Exports('csv', 'Gives the readings of a run as CSV')
  exportReadingsCsv(
    @Param('id', { schema: UuidSchema }) id: string,
    @Query({ schema: ExportQuerySchema }) query: ExportQuery,
    @Req() request: ApiRequest,
    @Res() response: Response,
  ): Promise<void> {
    return this.send(id, request, response, { of: 'readings', as: 'csv', ...query });
  }

  @Get('readings.ndjson')
  @Exports('ndjson', 'Gives the readings of a run as lines of JSON')
  exportReadingsNdjson(
    @Param('id', { schema: UuidSchema }) id: string,
    @Query({ schema: ExportQuerySchema }) query: ExportQuery,
    @Req() request: ApiRequest,
    @Res() response: Response,
  ): Promise<void> {
    return this.send(id, request, response, { of: 'readings', as: 'ndjson', ...query });
  }

  @Get('saved-readings.csv')
  @Exports('csv', 'Gives what a run has saved for its conditions as CSV')
  exportSavedReadingsCsv(
    @Param('id', { schema: UuidSchema }) id: string,
    @Query({ schema: ExportQuerySchema }) query: ExportQuery,
    @Req() request: ApiRequest,
    @Res() response: Response,
  ): Promise<void> {
    return this.send(id, request, response, { of: 'saved-readings', as: 'csv', ...query });
  }

  @Get('saved-readings.ndjson')
  @Exports('ndjson', 'Gives what a run has saved for its conditions as lines of JSON')
  exportSavedReadingsNdjson(
    @Param('id', { schema: UuidSchema }) id: string,
    @Query({ schema: ExportQuerySchema }) query: ExportQuery,
    @Req() request: ApiRequest,
    @Res() response: Response,
  ): Promise<void> {
    return this.send(id, request, response, { of: 'saved-readings', as: 'ndjson', ...query });
  }

  private async send(id: string, { method }: ApiRequest, response: Response, order: Omit<ExportOrder, 'headOnly'>): Promise<void> {
    await this.files.send(response, await this.runs.find(id), { ...order, headOnly: method === 'HEAD' });
  }
}
