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
export { checkPhoto } from './photo-check/check-photo';
export { Prompt, PromptNames } from './prompt';
export type { PromptName } from './prompt';
export { Purposes } from './purpose';
export type { Purpose } from './purpose';
export { NoModel } from './no-model';
export { DEFAULT_MODEL_SETTINGS } from './openai/model-settings';
export type { ModelBudgets, ModelPrice, ModelSettings } from './openai/model-settings';
export { OpenAiModel } from './openai/open-ai-model';
export { AudioTypes, MAX_AUDIO_BYTES, audioType } from './voice/audio-type';
export type { AudioType } from './voice/audio-type';
export { replyTo, wordsAfter } from './voice/dialogue';
export type { VoiceReply } from './voice/dialogue';
export { parseCommand } from './voice/grammar';
export type { VoiceCommand } from './voice/grammar';
export { cleanTranscript } from './voice/heard-words';
export type { Scene, SceneEvidence, SceneTask } from './voice/scene';
export { sayable } from './voice/spoken-words';
export { NO_DRAFTS, withAct } from './voice/voice-act';
export type { VoiceAct, VoiceDrafts } from './voice/voice-act';
