import { Module } from '@nestjs/common';
import { InstrumentPartsController } from './instrument-parts.controller';
import { InstrumentServiceController } from './instrument-service.controller';
import { InstrumentTests } from './instrument-tests.service';
import { ManualController } from './manual.controller';
import { InstrumentsController } from './instruments.controller';

@Module({
  controllers: [InstrumentsController, InstrumentServiceController, InstrumentPartsController, ManualController],
  providers: [InstrumentTests],
})
export class InstrumentsModule {}
