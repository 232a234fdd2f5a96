import { Module } from '@nestjs/common';
import { RunsModule } from '../runs/runs.module';
import { ReadingsController } from './readings.controller';

@Module({ imports: [RunsModule], controllers: [ReadingsController] })
export class ReadingsModule {}
