import type OpenAI from 'openai';
import { toFile } from 'openai';
import type { CallBook, Usage } from '../call-book';
import type { CallContext, ModelOutcome, Speech } from '../model-port';
import { Deadline } from './deadline';
import { NOTHING, type Trouble } from './exchange';
import { trouble, troubleOf } from './failure';
import type { ModelSettings } from './model-settings';
import { notMade, recordedCall, type CallAsked } from './recorded-call';
import { usageTold } from './told-by-endpoint';

const MOST_AUDIO_BYTES = 25 * 1024 * 1024;
const MOST_CHARACTERS = 4_096;
/** Of a transcript; models of transcription write no more. */
const MOST_HEARD_TOKENS = 2_000;

export interface RecordedSpeech {
  readonly mediaType: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/** An endpoint for speech. What is said or heard is in no record and no log; its digest is. */
export interface Hearing {
  readonly client: OpenAI;
  readonly settings: ModelSettings;
  readonly book: CallBook;
}

/** What an endpoint gave: `text` is only counted, where it does not count itself. */
interface Came<T> {
  readonly value: T;
  readonly text: string;
  readonly usage: Usage | null;
}

export async function transcribe(
  hearing: Hearing,
  { mediaType, fileName, bytes }: RecordedSpeech,
  context: CallContext,
): Promise<ModelOutcome<string>> {
  const { client, settings } = hearing;
  const model = settings.transcriptionModel;
  const sent = { audio: `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}` };
  const cannot =
    bytes.length > MOST_AUDIO_BYTES ? tooMuch(`the recording has ${bytes.length} bytes, and ${MOST_AUDIO_BYTES} are allowed`) : null;
  const asked = { purpose: 'transcribe', modelAsked: model, context, sent, outputTokens: MOST_HEARD_TOKENS, cannot } as const;
  return audioCall(hearing, asked, async (signal) => {
    const file = await toFile(bytes, fileName, { type: mediaType });
    const { text, usage } = await client.audio.transcriptions.create({ file, model, response_format: 'json' }, { signal });
    if (typeof text !== 'string') throw new SyntaxError('no text');
    // What is billed by its length has no tokens.
    const tokens = usage?.type === 'tokens' ? usageTold(usage.input_tokens, usage.output_tokens) : null;
    return { value: text, text, usage: tokens };
  });
}

/** @param isMute the endpoint was asked for speech before and has none: then it is not asked again */
export async function speak(hearing: Hearing, text: string, context: CallContext, isMute = false): Promise<ModelOutcome<Speech>> {
  const { client, settings } = hearing;
  const model = settings.speechModel;
  const long = text.length > MOST_CHARACTERS;
  const mute = isMute ? trouble('unsupported', `${settings.baseUrl} has no speech, so the text is for the screen`) : null;
  const cannot = long ? tooMuch(`the text has ${text.length} characters, and ${MOST_CHARACTERS} are allowed`) : mute;
  const asked = { purpose: 'speak', modelAsked: model, context, sent: { text }, outputTokens: 0, cannot } as const;
  return audioCall(hearing, asked, async (signal) => {
    const response = await client.audio.speech.create({ input: text, model, voice: settings.voice, response_format: 'wav' }, { signal });
    const bytes = new Uint8Array(await response.arrayBuffer());
    return {
      value: { mediaType: (response.headers.get('content-type') ?? 'audio/wav').split(';')[0]!.trim(), bytes },
      text: '',
      usage: null,
    };
  });
}

function tooMuch(happened: string): Trouble {
  return trouble('unsupported', happened);
}

async function audioCall<T>(
  { settings, book }: Hearing,
  asked: Omit<CallAsked, 'api' | 'prompt' | 'round'>,
  work: (signal: AbortSignal) => Promise<Came<T>>,
): Promise<ModelOutcome<T>> {
  const made: { value?: T } = {};
  const call = { ...asked, api: 'audio', prompt: null, round: 1 };
  const { callId, trouble: wrong } = await recordedCall(book, settings, call, async () => {
    const { stallMs, limitMs, speechLimitMs } = settings;
    const deadline = new Deadline({ stallMs, limitMs: Math.min(limitMs, speechLimitMs) }, undefined);
    try {
      const { value, text, usage } = await deadline.race(work(deadline.signal));
      made.value = value;
      return { exchange: { ...NOTHING, text, usage }, trouble: null };
    } catch (error) {
      return notMade(
        deadline.ended
          ? trouble('timed_out', `no answer from ${settings.baseUrl} in the time allowed`)
          : troubleOf(error, settings.baseUrl),
      );
    } finally {
      deadline.close();
    }
  });
  if (wrong) return { ok: false, failure: wrong.failure, message: wrong.message, callId };
  return { ok: true, value: made.value as T, history: [], callId };
}
