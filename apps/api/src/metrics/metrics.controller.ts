import { LabError } from '@labwright/domain';
import { ApiMetrics } from '@labwright/telemetry';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { ApiSettings } from '../api-settings';
import type { ApiRequest } from '../http/api-request';
import { Operation } from '../openapi/operation';
import { scrapeRefusal } from './scrape-access';

@ApiTags('metrics')
@Controller()
export class MetricsController {
  constructor(
    private readonly metrics: ApiMetrics,
    private readonly settings: ApiSettings,
  ) {}

  @Get('metrics')
  @ApiProduces('text/plain')
  @Operation({
    summary: 'Gives the numbers of the API and of the lab to Prometheus',
    description: 'To callers on loopback; with LABWRIGHT_METRICS_TOKEN set, to whoever sends it as "Authorization: Bearer ...".',
    answers: null,
  })
  async scrapeMetrics(@Req() request: ApiRequest, @Res() response: Response): Promise<void> {
    const refusal = scrapeRefusal(request, this.settings.metricsToken);
    if (refusal !== null) throw new LabError('ACCESS_UNAUTHENTICATED', refusal, { scheme: 'Bearer' });
    const text = await this.metrics.render();
    response.set('Content-Type', this.metrics.contentType).send(text);
  }
}
