import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { UuidSchema } from '../http/field.schema';
import { Operation } from '../openapi/operation';
import { ReportPages } from './report-page.service';

const PAGE =
  '<!doctype html>\n<html lang="en"><head><title>Warm and shake a plate: report of run 7f0c5f6e</title></head><body></body></html>\n';

@ApiTags('runs')
@Controller('v1/runs')
export class ReportPageController {
  constructor(private readonly pages: ReportPages) {}

  @Get(':id/report.html')
  @ApiProduces('text/html')
  @ApiResponse({
    status: 200,
    description: 'HTML that needs nothing from elsewhere, to read and to print',
    content: { 'text/html': { schema: { type: 'string' }, example: PAGE } },
  })
  @Operation({
    summary: 'Gives the report of a run as a page to read and to print',
    description:
      'The report with its results and figures, without scripts or anything from elsewhere. A run that goes on has the report so far.',
    answers: null,
  })
  async getRunReportPage(@Param('id', { schema: UuidSchema }) id: string, @Res() response: Response): Promise<void> {
    const { html, name, policy } = await this.pages.page(id);
    response
      .type('text/html; charset=utf-8')
      .setHeader('Content-Security-Policy', `${policy}; frame-ancestors 'none'`)
      .setHeader('Content-Disposition', `inline; filename="${name}"`)
      .setHeader('X-Content-Type-Options', 'nosniff')
      .send(html);
  }
}
