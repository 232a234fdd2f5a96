export { advanceOnce, settleAndAdvance } from './run-advancer';
export { authenticate, bootstrapAdmin, createKey, createPrincipal, isOwnKey, keyHash, listKeyHolders, revokeKey } from './access';
export {
  changePassword,
  csrfTokenOf,
  isCsrfToken,
  needPassword,
  newSetupToken,
  sessionOf,
  setPasswordByLink,
  signIn,
  signOut,
} from './sessions';
export type { NewSession } from './sessions';
export { changePrincipal, needRolesFor } from './change-principal';
export type { NewKey, Principal } from './access';
export { BackgroundLoop } from './background-loop';
export { claimStep, returnClaim } from './claim-step';
export type { ClaimedStep, Claimant } from './claim-step';
export { answerConsult } from './consult';
export type { ConsultRequest } from './consult';
export { closeOverdueQuestions, takeUpModelAnswer } from './model-answer';
export type { ModelSaid, ModelSilent } from './model-answer';
export { compileForLab } from './compile-for-lab';
export type { LabCompiled } from './compile-for-lab';
export { offerPolicy, policyInForce } from './site-policy';
export type { PolicyInForce, PolicyOutcome } from './site-policy';
export { rejectHeld, releaseProtocol } from './hold-protocol';
export { screenGivenText } from './screen-given-text';
export type { GivenText } from './screen-given-text';
export { confirmPlaces } from './confirm-places';
export type { NestClaim, PlaceChange } from './confirm-places';
export { createRun } from './create-run';
export type { RunRequest } from './create-run';
export type { EvidenceInput } from './evidence';
export { instrumentsOfStop, recordStop, recordStopRequest, settleStop, stopReason } from './emergency-stop';
export type { StopOutcome, StopRequest } from './emergency-stop';
export { rearmInstrument } from './rearm';
export { loadFleet } from './fleet';
export { applyFleet } from './apply-fleet';
export { planFleet } from './fleet-plan';
export type { FleetEntry, FleetFault, FleetPlan } from './fleet-plan';
export { changeInstrument, instrumentTag } from './instrument-change';
export type { FieldChange, InstrumentChange } from './instrument-change';
export { mustBeFaultless, rangesOf, settingFaults } from './instrument-faults';
export { ServiceTarget, pauseInstrument, resumeInstrument, setInstrumentService } from './instrument-service';
export { findInstrument, registerInstrument, requestTest, retireInstrument } from './instruments';
export type { InstrumentRegistration } from './instruments';
export { answerRecovery } from './answer-recovery';
export type { RecoveryGiven } from './answer-recovery';
export { confirmPlace } from './labware-places';
export { startLinkWatch } from './link-watch';
export { registerLot } from './lots';
export type { LotRegistration } from './lots';
export { beginManual, endManual, requestVerb } from './manual-session';
export { closeLostVerbs, refuseManualVerb, storeManualVerb, takeManualVerb } from './manual-verb';
export type { ManualResult, ManualVerb } from './manual-verb';
export { claimTask, completeTask, releaseTask } from './operator-tasks';
export type { Acting, Completion } from './operator-tasks';
export type { CompletionOutcome } from './operator-tasks';
export { askPhotoCheck, settlePhotoCheck, takePhotoCheck } from './photo-checks';
export type { CheckResult, LateVerdict, WaitingCheck } from './photo-checks';
export { PhotoType } from './image-header';
export { MAX_PHOTO_BYTES, storePhoto } from './photos';
export type { StoredPhoto } from './photos';
export { maskWells, unmaskWells } from './masked-wells';
export type { WellMask } from './masked-wells';
export { quarantineInstrument } from './quarantine';
export { recordRestoredHold } from './restored-hold';
export { recoverSteps } from './recover-steps';
export { loadDoubts, settleDoubt } from './doubts';
export type { Doubt, Findings } from './doubts';
export { Relay } from './relay';
export { approveProtocol, findProtocol, rejectProtocol, revokeProtocol } from './review-protocol';
export type { ApprovalRequest, Reviewer } from './review-protocol';
export { authorityOf, planIndex } from './run-authority';
export { refuseStep } from './refuse-step';
export { HoldAnswer, answerRun, cancelRun, pauseRun, resumeRun, startRun } from './run-control';
export { setRunPriority } from './run-order';
export { StepAnswer } from './apply-answer';
export { answerStep, choicesFor } from './step-answers';
export type { AnsweredStep } from './step-answers';
export { questionsOf } from './run-questions';
export type { RunQuestion } from './run-questions';
export { listDeviations } from './run-story';
export type { Deviation, Span } from './run-story';
export { TIMELINE_EVENTS, timelineOf } from './run-timeline';
export type { Lane, Timeline, TimelineItem, TroubleMark } from './run-timeline';
export { loadStep, wakeDispatched, wakeRunsWaitingAt } from './run-store';
export { beginHold, leaveStep, markSettling, succeedStep, troubleStep } from './settle-step';
export type { StepRef, WireResult } from './settle-step';
export { isStopStep } from './stop-step';
export { startSweeper } from './sweeper';
export { compileDraftForLab } from './compile-draft';
export type { LabCompiledDraft } from './compile-draft';
export { decideDraft } from './decide-draft';
export type { DraftDecision } from './decide-draft';
export { withoutReleased } from './released-draft';
export { findingOf, holdDraft, screenDraftTexts } from './hold-draft';
export type { DraftText } from './hold-draft';
export { submitProtocol, validateProtocol } from './submit-protocol';
export type { Validation } from './submit-protocol';
export { wellVolumes } from './task-labware';
export { TimerLoop } from './timer-loop';
export { RUNS_QUEUE, WakeUp, benchQueue } from './wake-up';
export { CommecScreening } from './commec-screening';
export type { CommecOptions } from './commec-screening';
export { SecureDnaScreening } from './securedna-screening';
export type { SecureDnaOptions } from './securedna-screening';
