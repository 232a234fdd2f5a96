export { AnswerNames, AskAnswerSchema, ConsultAnswerSchema, DraftAnswerSchema, PhotoAnswerSchema } from './answers.schema';
export type { AskAnswer, ConsultAnswer, DraftAnswer, PhotoAnswer } from './answers.schema';
export type { CallBegun, CallBook, CallEnded, Spent, Usage } from './call-book';
export { DataKinds, dataText } from './data-block';
export type { DataBlock, DataKind } from './data-block';
export { FailureKinds } from './model-port';
export type {
  CallContext,
  FailureKind,
  ModelCapabilities,
  ModelHistory,
  ModelImage,
  ModelOutcome,
  ModelPort,
  ModelRequest,
  ModelStatus,
  ModelTool,
  Speech,
} from './model-port';
export { Prompt, PromptNames } from './prompt';
export type { PromptName } from './prompt';
export { Purposes } from './purpose';
export type { Purpose } from './purpose';
export { NoModel } from './no-model';
export { DEFAULT_MODEL_SETTINGS } from './openai/model-settings';
export type { ModelBudgets, ModelPrice, ModelSettings } from './openai/model-settings';
export { OpenAiModel } from './openai/open-ai-model';
