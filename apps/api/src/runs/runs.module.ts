import { Module } from '@nestjs/common';
import { ReportPageController } from './report-page.controller';
import { ReportPages } from './report-page.service';
import { RunReports } from './run-report.service';
import { RunReportsController } from './run-reports.controller';
import { RunResults } from './run-results.service';
import { RunResultsController } from './run-results.controller';
import { RunsController } from './runs.controller';
import { RunsService } from './runs.service';

@Module({
  controllers: [RunsController, RunReportsController, RunResultsController, ReportPageController],
  providers: [RunsService, RunReports, RunResults, ReportPages],
  exports: [RunsService],
})
export class RunsModule {}
