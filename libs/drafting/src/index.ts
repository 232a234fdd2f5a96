export { ExchangeEvidence } from './assistant/exchange-evidence';
export type { Citation, ToolCall } from './assistant/exchange-evidence';
export { RecordedLab } from './assistant/lab-record';
export { RevisionProposals } from './assistant/revision-proposals.port';
export type { RevisionOutcome, RevisionRequest } from './assistant/revision-proposals.port';
export { askAssistant } from './assistant/ask-assistant';
export type { AskedQuestion, AssistantOutcome } from './assistant/ask-assistant';
export { consultModel } from './feedback/consult-model';
export type { ConsultOutcome, ConsultSaid } from './feedback/consult-model';
export { AnswerNames, AskAnswerSchema, ConsultAnswerSchema, DraftAnswerSchema, PhotoAnswerSchema } from './answers.schema';
export type { AskAnswer, ConsultAnswer, DraftAnswer, PhotoAnswer } from './answers.schema';
export type { CallBegun, CallBook, CallEnded, Held, Spent, Usage } from './call-book';
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
export { shownText, shownValue } from './shown-text';
export { Prompt, PromptNames } from './prompt';
export type { PromptName } from './prompt';
export { Purposes } from './purpose';
export type { Purpose } from './purpose';
export { draftLoop, MAX_REPAIRS } from './draft-loop/draft-loop';
export type { DraftChanges, DraftOutcome, DraftParts, DraftProgress, DraftTask } from './draft-loop/draft-loop';
export type { Assumption, DraftCheck, DraftRound, Question } from './draft-loop/draft-round';
export { examplesFor, readLibrary } from './draft-loop/protocol-library';
export type { Example, LibraryProtocol } from './draft-loop/protocol-library';
export { assumptionFindings } from './draft-loop/round-findings';
export type { SentenceUse } from './draft-loop/sentence-report';
export { MAX_SENTENCES, sentencesOf } from './draft-loop/sentences';
export type { Sentence } from './draft-loop/sentences';
export { surroundings } from './draft-loop/surroundings';
export { JsonPatchSchema, patched } from './json-patch/json-patch';
export type { JsonPatch } from './json-patch/json-patch';
export { afterPerson, StepAuthor } from './provenance/step-provenance';
export type { Authored, StepProvenance } from './provenance/step-provenance';
export { writtenSteps } from './provenance/written-steps';
export { NoModel } from './no-model';
export { DEFAULT_MODEL_SETTINGS } from './openai/model-settings';
export type { ModelBudgets, ModelPrice, ModelSettings } from './openai/model-settings';
export { OpenAiModel } from './openai/open-ai-model';
export { AudioTypes, MAX_AUDIO_BYTES, audioType } from './voice/audio-type';
export type { AudioType } from './voice/audio-type';
export { replyTo, wordsAfter } from './voice/dialogue';
export type { CalmCommand, VoiceReply } from './voice/dialogue';
export { emergencyWords } from './voice/emergency-words';
export { parseCommand } from './voice/grammar';
export type { VoiceCommand } from './voice/grammar';
export { cleanTranscript } from './voice/heard-words';
export type { Scene, SceneEvidence, SceneTask } from './voice/scene';
export { sayable } from './voice/spoken-words';
export { NO_DRAFTS, withAct } from './voice/voice-act';
export type { VoiceAct, VoiceDrafts } from './voice/voice-act';
