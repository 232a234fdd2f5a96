import { ProtocolsAndRuns1700000000002 } from './1700000000002-protocols-and-runs';
import { Record1700000000003 } from './1700000000003-record';
import { Assistant1700000000027 } from './1700000000027-assistant';
import { Audit1700000000020 } from './1700000000020-audit';
import { AuditAnchor1700000000021 } from './1700000000021-audit-anchor';
import { CalibrationDue1700000000017 } from './1700000000017-calibration-due';
import { Credentials1700000000022 } from './1700000000022-credentials';
import { DecidedDrafts1700000000029 } from './1700000000029-decided-drafts';
import { Retention1700000000030 } from './1700000000030-retention';
import { Doubts1700000000010 } from './1700000000010-doubts';
import { Drafts1700000000025 } from './1700000000025-drafts';
import { DraftWorks1700000000028 } from './1700000000028-draft-works';
import { EmergencyStops1700000000011 } from './1700000000011-emergency-stops';
import { Health1700000000012 } from './1700000000012-health';
import { InstrumentQueue1700000000007 } from './1700000000007-instrument-queue';
import { LighterSteps1700000000016 } from './1700000000016-lighter-steps';
import { ModelCalls1700000000024 } from './1700000000024-model-calls';
import { MaskedWells1700000000006 } from './1700000000006-masked-wells';
import { NestedSteps1700000000004 } from './1700000000004-nested-steps';
import { MaterialIdentity1700000000005 } from './1700000000005-material-identity';
import { Notifications1700000000008 } from './1700000000008-notifications';
import { PhotoChecksAndVoice1700000000026 } from './1700000000026-photo-checks-and-voice';
import { ReadingsByBytes1700000000009 } from './1700000000009-readings-by-bytes';
import { Recovery1700000000013 } from './1700000000013-recovery';
import { Screening1700000000018 } from './1700000000018-screening';
import { Registry1700000000001 } from './1700000000001-registry';
import { Signatures1700000000023 } from './1700000000023-signatures';

export const migrations = [
  Registry1700000000001,
  ProtocolsAndRuns1700000000002,
  Record1700000000003,
  NestedSteps1700000000004,
  MaterialIdentity1700000000005,
  MaskedWells1700000000006,
  InstrumentQueue1700000000007,
  Notifications1700000000008,
  ReadingsByBytes1700000000009,
  Doubts1700000000010,
  EmergencyStops1700000000011,
  Health1700000000012,
  Recovery1700000000013,
  LighterSteps1700000000016,
  CalibrationDue1700000000017,
  Screening1700000000018,
  Audit1700000000020,
  AuditAnchor1700000000021,
  Credentials1700000000022,
  Signatures1700000000023,
  ModelCalls1700000000024,
  Drafts1700000000025,
  PhotoChecksAndVoice1700000000026,
  Assistant1700000000027,
  DraftWorks1700000000028,
  DecidedDrafts1700000000029,
  Retention1700000000030,
];
