/*
 * The vocabulary of Labwright. A protocol (immutable, named by its hash) is compiled into a plan of steps, approved, and executed as a
 * run. A step at one place of a run is a step instance; each try of it is an attempt; a job only wakes the worker that claims the
 * attempt. A bench agent owns an instrument for one epoch. Labware is at exactly one place; a reservation gives a run the right to one.
 * A reading is a value with unit, time, quality and the bytes it came from. Lab time is the time of the experiment.
 */
export { asId, nestPlace } from './ids';
export type {
  AgentName,
  CommandId,
  InstrumentId,
  LabwareId,
  PlaceId,
  PrincipalId,
  ProtocolHash,
  RunId,
  StepInstanceId,
  TaskId,
} from './ids';
export { LabError, hasCode, isLabError, toLabError } from './lab-error';
export type { CommandOutcome, CommandPhase, DriverContext, LabErrorCode, LabErrorContexts, RetrySafety } from './lab-error';
export {
  QuantityKinds,
  canonicalUnit,
  durationMs,
  fromCanonical,
  kindsWithUnit,
  toCanonical,
  toleranceToCanonical,
  unitsOf,
} from './quantity';
export type { Celsius, DurationMs, Quantity, QuantityKind, Rpm } from './quantity';
export { Capabilities, Verbs, verbCall } from './capability';
export type { Capability, CapabilitySpec, PlateSelection, Verb, VerbCall } from './capability';
export { capabilityOf } from './manifest';
export type { CapabilityManifest, DriverManifest, Nearing, NestManifest, ParameterRange, VerbManifest } from './manifest';
export { ReadingQuality } from './reading';
export type { DriverReading } from './reading';
export { MAX_BUSY_RATE, MAX_LAB_RATE, labTimeAt, pollIntervalMs, wallTimeAt, withRate } from './lab-clock';
export type { LabClockLine } from './lab-clock';
export { Role, Roles, TaskRoles } from './role';
export { PrincipalKind, ScopeNames, Scopes, roleScopes, rolesWith, scopesOf } from './scope';
export type { Scope } from './scope';
export { notAllowed } from './transition';
export type { Transition } from './transition';
export { RunStatus, StopReason, initialRun, isTerminalRun, transitionRun } from './run.machine';
export type { RunEffect, RunEvent, RunState } from './run.machine';
export { StepStatus, initialStep, isTerminalStep, transitionStep } from './step.machine';
export type { StepEffect, StepEvent, StepState } from './step.machine';
export { DraftStatus, transitionDraft } from './draft.machine';
export type { DraftEvent } from './draft.machine';
export { ReviewStatus, transitionReview } from './review.machine';
export type { ReviewEvent } from './review.machine';
export { TaskStatus, transitionTask } from './task.machine';
export type { TaskEvent } from './task.machine';
export { ActivityState, LinkState, ServiceState, transitionActivity, transitionLink, transitionService } from './instrument.machine';
export type { ActivityEvent, LinkEvent, ServiceEvent } from './instrument.machine';
export { Answer, answerTo, outcomeOf, retryAfter } from './trouble';
export type { Trouble } from './trouble';
export { DoubtAnswer, Verdict, afterDoubt, verdictOf } from './doubt';
export type { VerbVerdict } from './doubt';
export { RecoveryChoice, recoveryOptions } from './recovery';
export type { RecoveryCase, RecoveryOption } from './recovery';
export { DeviationKind } from './deviation';
export { holdError, windowAt } from './window';
export type { WindowBounds, WindowState } from './window';
export { Interlock, interlockOf, statesNeeded } from './interlock';
export type { InterlockRefusal, NeededState, NestLabware, Surroundings, VerbCaller } from './interlock';
export { EventType } from './event';
export { AuditAct, actOf, auditRules } from './audit';
export { RestartPolicy, quarantineFor } from './health';
export type { HealthTrouble } from './health';
