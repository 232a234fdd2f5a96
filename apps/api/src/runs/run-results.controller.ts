import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { UuidSchema } from '../http/field.schema';
import { Operation } from '../openapi/operation';
import { problemResponse } from '../openapi/problem-response';
import { RunResultsSchema } from './run-results.schema';
import { RunResults } from './run-results.service';
import { RESULT_COLUMNS, resultsCsv } from './tidy-result';

const TOO_MANY = 'The run has saved more values than results are worked out from';
const CSV_EXAMPLE = [
  RESULT_COLUMNS.join(','),
  '7f0c5f6e-2f1d-4a53-9a39-3a3b6f0a3a11,growth,growth_rate,growth_rate,,1.62,/h,1.55,1.69,0.95,,,true',
  '',
].join('\r\n');

@ApiTags('runs')
@Controller('v1/runs')
export class RunResultsController {
  constructor(private readonly results: RunResults) {}

  @Get(':id/results')
  @ApiResponse({ status: 409, ...problemResponse(TOO_MANY) })
  @Operation({
    summary: 'Gives what the analyses of a run come to',
    description:
      'Worked out from the record when it is asked for, with method, intervals, flags, and figures as data. A run that goes on has what there is so far; what cannot be determined is said in words.',
    answers: RunResultsSchema,
  })
  getRunResults(@Param('id', { schema: UuidSchema }) id: string): Promise<unknown> {
    return this.results.show(id);
  }

  @Get(':id/results.csv')
  @ApiProduces('text/csv')
  @ApiResponse({ status: 409, ...problemResponse(TOO_MANY) })
  @ApiResponse({
    status: 200,
    description: 'Results, one row a value',
    content: { 'text/csv': { schema: { type: 'string' }, example: CSV_EXAMPLE } },
  })
  @Operation({
    summary: 'Gives what the analyses of a run come to as CSV',
    description:
      'RFC 4180 with a header, UTF-8, one row a value. `of` is the sample or well, `low` and `high` bound an interval of the probability `confidence`, `beyond` says that the true value lies below or above. ' +
      'A value that could not be determined is empty and its `note` says why. A text that begins with = + - @ has an apostrophe in front.',
    answers: null,
  })
  async exportRunResultsCsv(@Param('id', { schema: UuidSchema }) id: string, @Res() response: Response): Promise<void> {
    const found = await this.results.show(id);
    response
      .status(200)
      .type('text/csv; charset=utf-8; header=present')
      .set('Content-Disposition', `attachment; filename="${id}-results.csv"`)
      .send(resultsCsv(found));
  }
}
