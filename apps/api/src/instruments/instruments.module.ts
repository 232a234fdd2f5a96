import { Module } from '@nestjs/common';
import { InstrumentTests } from './instrument-tests.service';
import { InstrumentsController } from './instruments.controller';

@Module({ controllers: [InstrumentsController], providers: [InstrumentTests] })
export class InstrumentsModule {}
