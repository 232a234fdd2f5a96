import { Module } from '@nestjs/common';
import { ReportPageController } from './report-page.controller';
import { ReportPages } from './report-page.service';
import { RunReports } from './run-report.service';
import { RunReportsController } from './run-reports.controller';
import { RunsController } from './runs.controller';
import { RunsService } from './runs.service';

@Module({
  controllers: [RunsController, RunReportsController, ReportPageController],
  providers: [RunsService, RunReports, ReportPages],
  exports: [RunsService],
})
export class RunsModule {}
