import { AnswerNames, PhotoAnswerSchema, type PhotoAnswer } from '../answers.schema';
import type { CallContext, ModelImage, ModelOutcome, ModelPort } from '../model-port';
import { Prompt } from '../prompt';

/** What a photo should show: of the step that it is evidence of. */
export interface ExpectedPhoto {
  readonly step: string;
  readonly instruction: string;
  readonly expect: string;
}

export interface PhotoCheckRequest {
  readonly image: ModelImage;
  readonly expected: ExpectedPhoto;
  readonly context: CallContext;
  readonly signal?: AbortSignal;
}

/** What a model is shown and says of a photo is short: characters and observations that are kept. */
const MOST_TEXT = 4_000;
const MOST_OBSERVATIONS = 20;
const MOST_OBSERVATION = 500;
const MOST_TOKENS = 2_000;

/** A check with the version of the prompt that it was made with. */
export type PhotoCheckOutcome = ModelOutcome<PhotoAnswer> & { readonly promptVersion: number };

/** Asks a model what a photo shows, against what is expected. One call; what it answers is cleaned, and never more than a word to a person. */
export async function checkPhoto(model: ModelPort, { image, expected, context, signal }: PhotoCheckRequest): Promise<PhotoCheckOutcome> {
  const prompt = Prompt.read('photo-check');
  const { step, instruction, expect } = expected;
  const value = { step: step.slice(0, MOST_TEXT), instruction: instruction.slice(0, MOST_TEXT), expect: expect.slice(0, MOST_TEXT) };
  const outcome = await model.ask({
    purpose: 'photo_check',
    prompt,
    data: [{ kind: 'expected_photo', value }],
    images: [image],
    answer: { name: AnswerNames.photo_check, schema: PhotoAnswerSchema },
    context,
    maxOutputTokens: MOST_TOKENS,
    ...(signal ? { signal } : {}),
  });
  return outcome.ok
    ? { ...outcome, value: sober(outcome.value), promptVersion: prompt.version }
    : { ...outcome, promptVersion: prompt.version };
}

/** What cannot be seen is not judged, and what nothing was observed in neither. */
function sober({ verdict, observations, quality }: PhotoAnswer): PhotoAnswer {
  const seen = observations
    .map(cleaned)
    .filter((text) => text !== '')
    .slice(0, MOST_OBSERVATIONS);
  const judged = quality !== 'unusable' && seen.length > 0;
  return { verdict: judged ? verdict : 'unsure', observations: seen, quality };
}

/** On one line, without characters that are not seen, and without half a character where it was cut: no database takes one. */
function cleaned(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, MOST_OBSERVATION)
    .replaceAll(/\p{Cs}/gu, '');
}
