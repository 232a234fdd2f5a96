import { z } from 'zod';
import { refusalOf, type HttpAnswer } from '../model-http';
import { formOf } from './multipart';
import { tonesOf } from './tones';
import { wavComment, wavOf } from './wav';

const SpeechRequest = z.looseObject({ model: z.string(), input: z.string().min(1).max(4_096), response_format: z.string().nullish() });

/**
 * What a simulated model hears: the text that a WAV file has in its comment, which is where its own speech puts it. It has no ears, so of
 * any other recording the text is empty.
 */
export function heardText(contentType: string, body: Buffer): HttpAnswer {
  const form = formOf(contentType, body);
  const file = form.get('file');
  if (!file) return refusalOf(400, 'invalid_request', 'the form has no file');
  const text = wavComment(file) ?? '';
  const format = form.get('response_format')?.toString('utf8') ?? 'json';
  if (format === 'text') return { status: 200, bytes: Buffer.from(`${text}\n`), headers: { 'content-type': 'text/plain; charset=utf-8' } };
  const seconds = Math.max(1, Math.ceil(file.length / 32_000));
  return { status: 200, json: { text, usage: { type: 'duration', seconds } } };
}

/** Speech of a simulated model: a tone for each letter, as WAV whatever format was asked for, with the text in its comment. */
export function spokenAudio(body: unknown): HttpAnswer {
  const { input } = SpeechRequest.parse(body);
  return { status: 200, bytes: wavOf(tonesOf(input), input), headers: { 'content-type': 'audio/wav' } };
}
