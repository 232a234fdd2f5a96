import { ApiKeyEntity, PrincipalEntity } from './access.entity';
import { AuditEntity, AuditHeadEntity } from './audit.entity';
import { LotEntity, PhotoEntity, RunMaterialEntity } from './material.entity';
import { ProtocolEntity, ReviewEntity } from './protocol.entity';
import { CommandEntity, EventEntity, OutboxEntity, ReadingEntity } from './record.entity';
import {
  AgentEntity,
  AgentRequestEntity,
  DriverEntity,
  InstrumentEntity,
  LabClockEntity,
  LeaseEntity,
  PlaceEntity,
} from './registry.entity';
import {
  AttemptEntity,
  EvidenceEntity,
  LabwareEntity,
  OperatorTaskEntity,
  ReservationEntity,
  RunEntity,
  StepInstanceEntity,
  TimerEntity,
} from './run.entity';

import { StopEntity, StopRequestEntity } from './stop.entity';

export const entities = [
  AgentEntity,
  AgentRequestEntity,
  ApiKeyEntity,
  AttemptEntity,
  AuditEntity,
  AuditHeadEntity,
  CommandEntity,
  DriverEntity,
  EventEntity,
  EvidenceEntity,
  InstrumentEntity,
  LabClockEntity,
  LabwareEntity,
  LeaseEntity,
  LotEntity,
  OperatorTaskEntity,
  OutboxEntity,
  PhotoEntity,
  PlaceEntity,
  PrincipalEntity,
  ProtocolEntity,
  ReadingEntity,
  ReservationEntity,
  ReviewEntity,
  RunEntity,
  RunMaterialEntity,
  StepInstanceEntity,
  StopEntity,
  StopRequestEntity,
  TimerEntity,
];
