import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { UuidSchema } from '../http/field.schema';
import { Operation } from '../openapi/operation';
import { RunReportSchema } from './run-report.schema';
import { RunReports } from './run-report.service';
import { TimelineSchema } from './run-timeline.schema';

@ApiTags('runs')
@Controller('v1/runs')
export class RunReportsController {
  constructor(private readonly reports: RunReports) {}

  @Get(':id/timeline')
  @Operation({
    summary: 'Tells when each step of a run was under way, in which lane',
    description: 'With holds, waits and their reasons, interruptions, troubles and deviations. All times are lab time.',
    answers: TimelineSchema,
  })
  getRunTimeline(@Param('id', { schema: UuidSchema }) id: string): Promise<unknown> {
    return this.reports.timeline(id);
  }

  @Get(':id/report')
  @Operation({
    summary: 'Reports what came of a run',
    description:
      'Its outcome, how far it departed from the protocol, what was asked and answered, lots, readings in numbers, and what is simulated. A run that goes on has the report so far.',
    answers: RunReportSchema,
  })
  getRunReport(@Param('id', { schema: UuidSchema }) id: string): Promise<unknown> {
    return this.reports.report(id);
  }
}
