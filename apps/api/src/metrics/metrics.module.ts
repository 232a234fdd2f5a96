import { Database } from '@labwright/persistence';
import { ApiMetrics } from '@labwright/telemetry';
import { Module } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { EventStreams } from '../events/event-streams.service';
import { LabNumbersReader } from './lab-numbers';
import { MetricsController } from './metrics.controller';

@Module({
  controllers: [MetricsController],
  providers: [
    {
      provide: ApiMetrics,
      useFactory: (database: Database, modules: ModuleRef) => {
        const numbers = new LabNumbersReader(database);
        // Asked for at the scrape: the streams are of another feature, which need not be there yet.
        const eventStreams = () => modules.get(EventStreams, { strict: false }).count;
        return new ApiMetrics({ lab: () => numbers.read(), eventStreams });
      },
      inject: [Database, ModuleRef],
    },
  ],
})
export class MetricsModule {}
