export { Database, Tx, pgCode } from './database';
export type { AtEnd, DatabaseOptions, NewWakeUp, ShortWay } from './database';
export { openDatabase } from './open-database';
export { AUDIT_UNPROTECTED, openMigrated } from './migrate-database';
export { canRewriteAudit, grantToApplication } from './application-role';
export { Channel, PgListener } from './pg-listener';
export { LabTime, steadyNow } from './lab-time';
export { ApiKeyEntity, PrincipalEntity } from './entities/access.entity';
export { ProtocolEntity, ReviewEntity } from './entities/protocol.entity';
export type { Envelope, SignedWith } from './entities/protocol.entity';
export { CommandEntity } from './entities/record.entity';
export { AgentEntity, AgentRequestEntity, DriverEntity, InstrumentEntity, PlaceEntity } from './entities/registry.entity';
export type { InstrumentLimits } from './entities/registry.entity';
export type { ConsultAnswer, RecoveryAnswer, RecoveryEvidence, RecoveryFacts } from './entities/run.entity';
export {
  AttemptEntity,
  EvidenceEntity,
  LabwareEntity,
  OperatorTaskEntity,
  ReservationEntity,
  RunEntity,
  StepInstanceEntity,
} from './entities/run.entity';
export { inRequest } from './acting';
export type { RequestContext } from './acting';
export { listAudit, readAuditHead, recordAct } from './queries/audit.query';
export type { AuditFilter, NewAct } from './queries/audit.query';
export { anchored, listAnchorStates, notAnchored } from './queries/audit-anchor.query';
export type { AnchorStateRow } from './queries/audit-anchor.query';
export { labNow, leapLab, paceLab, setLabScale } from './queries/clock.query';
export { flushEvents, isEventCursor, laterCursor, latestEventCursor, readEvents, recordEvents } from './queries/event.query';
export type { NewEvent, RecordedEvent } from './queries/event.query';
export { insertIntent, insertQueries, updateAnswers } from './queries/journal.query';
export type { JournalAnswer, JournalCommand, JournalKey, JournalQuery } from './queries/journal.query';
export { LEASE_MS, acquireLease, releaseLease, renewLeases } from './queries/lease.query';
export type { LeaseOwner } from './queries/lease.query';
export { drainOutbox, enqueue, takeBack } from './queries/outbox.query';
export type { OutboxRow } from './queries/outbox.query';
export { insertSpooledCommands, listAgentControls, listStandingStops, rearmedStops, standingRequests } from './queries/stop.query';
export type { AgentControl, SpooledCommand, StandingStopRow } from './queries/stop.query';
export { copyReadings, insertReadings, readReadings } from './queries/reading.query';
export type { NewReading, ReadingRow } from './queries/reading.query';
export { readingBatch, savedReadingBatch } from './queries/reading-export.query';
export type { ExportRequest, ExportedReading } from './queries/reading-export.query';
export {
  insertSavedReadings,
  latestSaved,
  listSavedReadings,
  maskedWells,
  readPlateOfStep,
  readSeriesOfStep,
} from './queries/saved-reading.query';
export type { NewSavedReading, SavedPointRow, SavedReadingRow, StepReadingRow } from './queries/saved-reading.query';
export { nextTimerLab, startTimer, takeDueTimers } from './queries/timer.query';
export type { DueTimer } from './queries/timer.query';
export { LINK_NOW, LINK_REASON_NOW, loseSilentLinks } from './queries/instrument-link.query';
export { listInstrumentViews, listNests, readInstrumentView } from './queries/instrument-view.query';
export type { InstrumentFilter, InstrumentViewRow, NestRow } from './queries/instrument-view.query';
export { readQueue } from './queries/job-view.query';
export type { JobInstrumentRow, JobRow, JobTaskRow, QueueRows } from './queries/job-view.query';
export { listStepQuestions } from './queries/step-question.query';
export type { StepQuestionRow } from './queries/step-question.query';
export { listCommands } from './queries/journal-view.query';
export type { CommandRow } from './queries/journal-view.query';
export { readLabClock, readLabState, readLabware } from './queries/lab-view.query';
export type { LabClockRow, LabStateRow, LabwareRow } from './queries/lab-view.query';
export { listProtocols, listReviews, listVersions, readProtocol, readProtocolSource } from './queries/protocol-view.query';
export type { ProtocolRow, ProtocolSummaryRow, ReviewRow } from './queries/protocol-view.query';
export { listDrivers, listPrincipals, readPrincipal, readTestRequest } from './queries/registry-view.query';
export type { DriverRow, InstrumentRow, PrincipalRow, TestRequestRow } from './queries/registry-view.query';
export { listRunLabware, listRunSteps, listRuns, readRun } from './queries/run-view.query';
export type { RunFilter, RunLabwareRow, RunRow, RunStepRow, RunSummaryRow } from './queries/run-view.query';
export { listStory, listTaskPeople } from './queries/run-story.query';
export type { StoryEvent, TaskPersonRow } from './queries/run-story.query';
export { listAdjustments, listConsults, summariseReadings, summariseSaved, summariseWires } from './queries/run-report.query';
export type { AdjustmentRow, ConsultRow, GivenReadings, SavedSummary, WireSummary } from './queries/run-report.query';
export { listEndPlates, listSampleMedians, thinnedReadings } from './queries/report-curves.query';
export type { CurveRow, PlateWellRow, SampleMedianRow } from './queries/report-curves.query';
export { listTasks, readTask } from './queries/task-view.query';
export type { TaskRow } from './queries/task-view.query';
export { listBroughtNumbers, listResultReadings, readPlannedResults } from './queries/run-results.query';
export type { BroughtNumberRow, PlannedResults, ResultReadingRow } from './queries/run-results.query';
export { LotEntity, PhotoEntity, RunMaterialEntity } from './entities/material.entity';
export { listLots, listRunMaterials, readLot, readPhoto } from './queries/material-view.query';
export type { LotRow, RunMaterialRow } from './queries/material-view.query';
export { insertExchange, listExchanges, readExchange } from './queries/exchange.query';
export type { ExchangeCitation, ExchangeRow, ExchangeToolCall, NewExchange } from './queries/exchange.query';
export { ModelDecisions, listModelQuestions, savedHistory, takeModelQuestion } from './queries/model-question.query';
export type { ModelDecision, ModelQuestionRow, SavedHistoryRow, TakenQuestion } from './queries/model-question.query';
export { listSavedNames, readAuthoredStep, searchProtocols } from './queries/assistant-view.query';
export type { FoundProtocolRow } from './queries/assistant-view.query';
export { readLabNumbers } from './queries/lab-numbers.query';
export type { LabNumbersRow } from './queries/lab-numbers.query';
export { listNotifications, readNotification } from './queries/notification-view.query';
export type { NotificationRow } from './queries/notification-view.query';
export { listManualVerbs, readManualSession, readManualVerb } from './queries/manual-view.query';
export type { ManualSessionRow, ManualVerbRow } from './queries/manual-view.query';
export {
  hasScreening,
  insertScreening,
  insertScreeningDecision,
  latestScreening,
  listHeldDrafts,
  listHolds,
  listScreenedTexts,
  releasedFindings,
} from './queries/screening.query';
export type { HeldDraftRow, HoldRow, NewScreening, ScreenedTextRow, ScreeningSubject } from './queries/screening.query';
export { acceptPolicyRow, currentPolicyRow, listPolicies } from './queries/site-policy.query';
export type { SitePolicyRow } from './queries/site-policy.query';
export {
  addDraftEvents,
  dropDraftText,
  endDrafting,
  insertDraft,
  insertRevision,
  latestDraftEvent,
  listDraftEvents,
  lockDraft,
  setDraftStatus,
} from './queries/draft.query';
export type { DraftEnd, DraftEventRow, DraftFile, NewDraft, NewRevision, StepProvenanceRow } from './queries/draft.query';
export { listDrafts, listRevisions, listStepsSince, readDraft, readRevision } from './queries/draft-view.query';
export type { DraftFilter, DraftRow, DraftSummaryRow, RevisionRow, RevisionSummaryRow } from './queries/draft-view.query';
export {
  HAD_FINDING,
  barredDraftOf,
  keepHeldInstruction,
  latestDraftScreening,
  releasedOfDraft,
  setDecidedDraft,
} from './queries/draft-decision.query';
export { keepProvenance, listProtocolSteps, revisionSaying } from './queries/protocol-provenance.query';
export type { ProtocolStepRow, RevisionPlace } from './queries/protocol-provenance.query';
export {
  addWorkEvents,
  beginDrafting,
  countDrafting,
  draftNews,
  interruptSilentDrafts,
  lockDraftingRoom,
  renewDrafting,
  setDraftModel,
} from './queries/draft-work.query';
export { removeExpired } from './queries/retention.query';
export type { Removed } from './queries/retention.query';
export { endModelCall, hasModelCall, insertModelCall, listModelCalls, lockModelBudgets, spentOnModels } from './queries/model-call.query';
export type { EndedModelCall, ModelCallFilter, ModelCallRow, NewModelCall, SpentOnModels } from './queries/model-call.query';
export {
  dropVoiceTokens,
  insertVoiceTurn,
  keepSpokenText,
  listVoiceTurns,
  lockVoiceSession,
  newestVoiceTurn,
  openVoiceSession,
  readVoiceSession,
  readVoiceSurroundings,
  readVoiceTurn,
  takeSpokenText,
  takeVoiceToken,
  updateVoiceSession,
  voiceTask,
} from './queries/voice.query';
export type { NewVoiceTurn, VoiceOutcome, VoiceSessionRow, VoiceSurroundings, VoiceTurnRow } from './queries/voice.query';
