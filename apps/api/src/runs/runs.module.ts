import { Module } from '@nestjs/common';
import { RunReports } from './run-report.service';
import { RunReportsController } from './run-reports.controller';
import { RunsController } from './runs.controller';
import { RunsService } from './runs.service';

@Module({ controllers: [RunsController, RunReportsController], providers: [RunsService, RunReports], exports: [RunsService] })
export class RunsModule {}
