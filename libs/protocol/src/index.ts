export { compile, compileText } from './compile';
export type { Compiled, CompileOptions, CompilerPass } from './compile';
export type { CompilePolicy } from './compile-policy';
export { DiagnosticCodes } from './diagnostic';
export type { Diagnostic, DiagnosticCode } from './diagnostic';
export type { Fleet, FleetInstrument } from './fleet';
export { parseProtocol } from './parse-protocol';
export type { ParsedProtocol } from './parse-protocol';
export { compileExpression, mustCompile } from './expression/compile-expression';
export type { CompiledExpression, Expression, ExpressionIssue } from './expression/compile-expression';
export { diffDocuments } from './diff/document-diff';
export { diffProtocols } from './diff/protocol-diff';
export type { ChangeKind, ItemChange, ValueChange } from './diff/protocol-diff';
export { evaluateExpression } from './expression/evaluate-expression';
export type { ExpressionOutcome, ExpressionValues } from './expression/evaluate-expression';
export type { ExpressionScope } from './expression/expression-scope';
export { seriesOf } from './expression/reading-series';
export type { ReadingPoint, SeriesOutcome, SeriesRules } from './expression/reading-series';
export type {
  Plan,
  PlanConsult,
  PlanDecision,
  PlanEvidence,
  PlanExpect,
  PlanLabware,
  PlanMaterial,
  PlanOperation,
  PlanOperatorStep,
  PlanRepeat,
  PlanSave,
  PlanScope,
  PlanSetting,
  PlanStep,
  PlanTiming,
  PlanTransfer,
  PlanUse,
  PlanWait,
  PlanWell,
} from './plan';
export type { AnalysisWell, ColonyCountAnalysis, CountedPlate, PlanAnalysis, YieldAnalysis } from './plan-analysis';
export { longestUnattended } from './plan-schedule';
export type { PlanSchedule, PlanStepTimes, PlanStretch } from './plan-schedule';
export { renderProcedure } from './render/procedure';
export type { ProcedureInput } from './render/procedure';
export { renderTimeline } from './render/timeline';
export type { TimelineInput } from './render/timeline';
export { rangeOf } from './fleet';
export { canonicalHash, protocolHash } from './protocol-hash';
export { PROTOCOL_SCHEMA, protocolJsonSchema, ProtocolSchema } from './protocol.schema';
export type { Protocol, ProtocolParameter } from './protocol.schema';
export { schemaHeader } from './schema-header';
export type { Step } from './step.schema';
export { labwareOfWells } from './transfer-target';
export type { SourcePosition, SourcePositions } from './source-positions';
export { compileDraft } from './draft/compile-draft';
export type { CompiledDraft } from './draft/compile-draft';
export { draftJsonSchema, DraftSchema } from './draft/draft.schema';
export type { Draft, DraftStep } from './draft/draft.schema';
export { readDraft } from './draft/from-draft';
export { draftOf } from './draft/to-draft';
