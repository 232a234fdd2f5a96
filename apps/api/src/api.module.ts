import { Database, PgListener } from '@labwright/persistence';
import { Module, StandardSchemaSerializerInterceptor, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { AccessModule } from './access/access.module';
import { ApiSettings } from './api-settings';
import { AssistantModule } from './assistant/assistant.module';
import { AuditModule } from './audit/audit.module';
import { CapabilitiesModule } from './capabilities/capabilities.module';
import { DraftsModule } from './drafts/drafts.module';
import { DriversModule } from './drivers/drivers.module';
import { EstopModule } from './estop/estop.module';
import { EventsModule } from './events/events.module';
import { FeedbackModule } from './feedback/feedback.module';
import { FleetModule } from './fleet/fleet.module';
import { HealthModule } from './health/health.module';
import { BodyReader } from './http/body-reader';
import { SchemaPipe } from './http/validation';
import { InstrumentsModule } from './instruments/instruments.module';
import { JobsModule } from './jobs/jobs.module';
import { LabwareModule } from './labware/labware.module';
import { LabwareTypesModule } from './labware-types/labware-types.module';
import { LotsModule } from './lots/lots.module';
import { MetricsModule } from './metrics/metrics.module';
import { ModelModule } from './model/model.module';
import { NotificationsModule } from './notifications/notifications.module';
import { OpenApiModule } from './openapi/openapi.module';
import { PhotosModule } from './photos/photos.module';
import { PolicyModule } from './policy/policy.module';
import { PrincipalsModule } from './principals/principals.module';
import { ProblemFilter } from './problem/problem-filter';
import { ProtocolsModule } from './protocols/protocols.module';
import { ReadingsModule } from './readings/readings.module';
import { RetentionModule } from './retention/retention.module';
import { RunsModule } from './runs/runs.module';
import { ScreeningModule } from './screening/screening.module';
import { SessionsModule } from './sessions/sessions.module';
import { TasksModule } from './tasks/tasks.module';
import { VoiceModule } from './voice/voice.module';

export interface ApiParts {
  readonly database: Database;
  readonly listener: PgListener;
  readonly settings: ApiSettings;
}

const FEATURES = [
  AccessModule,
  OpenApiModule,
  HealthModule,
  MetricsModule,
  SessionsModule,
  PrincipalsModule,
  DriversModule,
  CapabilitiesModule,
  LabwareTypesModule,
  InstrumentsModule,
  FleetModule,
  EstopModule,
  JobsModule,
  ProtocolsModule,
  DraftsModule,
  RunsModule,
  ReadingsModule,
  TasksModule,
  AssistantModule,
  FeedbackModule,
  LabwareModule,
  LotsModule,
  PhotosModule,
  VoiceModule,
  EventsModule,
  NotificationsModule,
  ScreeningModule,
  PolicyModule,
  AuditModule,
  RetentionModule,
  ModelModule,
];

/** What every feature may be given, and what every request goes through: guard, body, schema, answer; errors leave by one filter. */
@Module({})
export class ApiModule {
  static with({ database, listener, settings }: ApiParts): DynamicModule {
    const parts = [
      { provide: Database, useValue: database },
      { provide: PgListener, useValue: listener },
      { provide: ApiSettings, useValue: settings },
    ];
    return {
      module: ApiModule,
      global: true,
      imports: FEATURES,
      providers: [
        ...parts,
        // Before the reader of all other bodies: a photo is no text, and larger.
        { provide: APP_INTERCEPTOR, useClass: BodyReader },
        { provide: APP_INTERCEPTOR, useClass: StandardSchemaSerializerInterceptor },
        { provide: APP_PIPE, useClass: SchemaPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
      exports: [Database, PgListener, ApiSettings],
    };
  }
}
