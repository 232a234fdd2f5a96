import { AnswerNames, AskAnswerSchema } from '../answers.schema';
import type { DataBlock } from '../data-block';
import type { FailureKind, ModelImage, ModelPort } from '../model-port';
import { Prompt } from '../prompt';
import { shownText, shownValue } from '../shown-text';
import { AnswerPieces } from './answer-pieces';
import type { Citation } from './exchange-evidence';
import { labTools, type ToolScene } from './lab-tools';

const MAX_OUTPUT_TOKENS = 4_000;
const ANSWER = 8_000;

/** A question at the bench. */
export interface AskedQuestion {
  readonly text: string;
  /** Whether it was spoken, and this is what was heard. */
  readonly heard: boolean;
  /** The step at which it is asked, as the person names it. */
  readonly step: string | null;
  readonly images: readonly ModelImage[];
  /** Told each piece of the answer while it is written. */
  readonly onText?: ((piece: string) => void) | undefined;
}

export type AssistantOutcome =
  | {
      readonly status: 'answered' | 'unsupported';
      readonly answer: string;
      readonly citations: readonly Citation[];
      /** Every call of the model that it took. */
      readonly calls: readonly string[];
      readonly promptVersion: number;
    }
  | {
      readonly status: 'failed';
      readonly failure: FailureKind;
      readonly message: string;
      readonly calls: readonly string[];
      readonly promptVersion: number;
    };

/**
 * Asks a model, which may look things up with the tools of the scene, and checks what the answer rests on: citations that no tool has given in
 * this exchange are taken out, and an answer without any is `unsupported`. What was called is in the evidence of the scene.
 */
export async function askAssistant(port: ModelPort, scene: ToolScene, asked: AskedQuestion): Promise<AssistantOutcome> {
  const prompt = Prompt.read('ask');
  const pieces = new AnswerPieces();
  const { onText } = asked;
  const made = new Set<string>();
  const outcome = await port.ask({
    purpose: 'ask',
    prompt,
    data: dataOf(scene, asked),
    images: asked.images,
    answer: { name: AnswerNames.ask, schema: AskAnswerSchema },
    tools: labTools(scene),
    context: { actor: scene.askedBy, ...(scene.runId === null ? {} : { runId: scene.runId }) },
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    signal: scene.signal,
    onCall: (callId) => made.add(callId),
    ...(onText
      ? {
          onText: (piece: string) => {
            const text = pieces.push(piece);
            if (text !== '') onText(text);
          },
        }
      : {}),
  });
  const calls = [...made.add(outcome.callId)];
  if (!outcome.ok) return { status: 'failed', failure: outcome.failure, message: outcome.message, calls, promptVersion: prompt.version };
  const answer = shownText(outcome.value.answer, ANSWER).trim();
  const citations = scene.evidence.supported(outcome.value.cites);
  return { status: citations.length === 0 ? 'unsupported' : 'answered', answer, citations, calls, promptVersion: prompt.version };
}

function dataOf({ runId }: ToolScene, { text, heard, step }: AskedQuestion): readonly DataBlock[] {
  return [
    { kind: 'question', value: { text: shownText(text, 4_000), heard } },
    { kind: 'context', value: shownValue({ run: runId, step }, 200) },
  ];
}
