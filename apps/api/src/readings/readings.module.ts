import { Module } from '@nestjs/common';
import { RunsModule } from '../runs/runs.module';
import { ReadingExportsController } from './reading-exports.controller';
import { ReadingExports } from './reading-exports.service';
import { ReadingsController } from './readings.controller';

@Module({ imports: [RunsModule], controllers: [ReadingsController, ReadingExportsController], providers: [ReadingExports] })
export class ReadingsModule {}
