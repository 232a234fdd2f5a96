import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import type { FailureKind } from '../model-port';
import { storableText } from '../storable-text';
import type { Trouble } from './exchange';
import { textTold } from './told-by-endpoint';

/** What an endpoint calls a failure, and what it is here. A word that is not in it is a failure of the endpoint. */
const CODES: Readonly<Record<string, FailureKind>> = {
  bio_policy: 'biosafety',
  invalid_prompt: 'invalid_prompt',
  data_residency_mismatch: 'unsupported',
  rate_limit_exceeded: 'rate_limited',
  insufficient_quota: 'out_of_budget',
  max_output_tokens: 'cut_off',
  max_tokens: 'cut_off',
  length: 'cut_off',
  incomplete: 'cut_off',
  stream_ended: 'cut_off',
  content_filter: 'filtered',
  image_content_policy_violation: 'filtered',
  invalid_image: 'unsupported',
  invalid_image_format: 'unsupported',
  image_too_large: 'unsupported',
  image_too_small: 'unsupported',
  image_parse_error: 'unsupported',
  image_file_too_large: 'unsupported',
  unsupported_image_media_type: 'unsupported',
  empty_image_file: 'unsupported',
  invalid_api_key: 'wrong_key',
  server_error: 'server_error',
  context_length_exceeded: 'invalid_prompt',
  cancelled: 'server_error',
};

/** What to do about each kind of failure, for people. */
const WAY_OUT: Readonly<Record<FailureKind, string>> = {
  refused: 'read why, and ask for something else or write it yourself',
  cut_off: 'the answer is not whole and is not used; ask for less at a time, or ask again',
  filtered: "the endpoint's filter withheld the answer; write this part yourself",
  biosafety:
    'the endpoint stopped this under its biosafety policy; it is not asked again, the biosafety officer is told and decides how it goes on',
  invalid_prompt: 'the endpoint does not take what was sent; shorten or reword the request',
  rate_limited: 'the endpoint takes no more requests at the moment; wait and ask again',
  server_error: 'the endpoint failed; ask again, and see its status page if it goes on',
  timed_out: 'the endpoint did not answer in time; ask again, or raise LABWRIGHT_MODEL_STALL_S and LABWRIGHT_MODEL_LIMIT_S',
  unreachable: 'the endpoint cannot be reached; see that OPENAI_BASE_URL is right and that it runs',
  wrong_key: 'the endpoint does not take the key; set OPENAI_API_KEY to one that is good for this endpoint and model',
  malformed: 'the answer is not what was asked for and is not used; ask again, or choose another model with LABWRIGHT_MODEL',
  unsupported: 'this endpoint or model cannot do that; choose another with OPENAI_BASE_URL, LABWRIGHT_MODEL or LABWRIGHT_MODEL_API',
  out_of_budget: 'raise the budget, or go on without the model',
  out_of_rounds: 'the model called tools and came to no answer; ask something narrower, or raise LABWRIGHT_MODEL_ROUNDS',
  cancelled: 'it was cancelled',
};

/** @param happened one sentence; text of an endpoint in it is cut, and can be kept */
export function trouble(failure: FailureKind, happened: string, code: unknown = null): Trouble {
  const told = textTold(code);
  return {
    failure,
    message: `${cut(happened.replace(/[.\s]+$/, ''), 600)}: ${WAY_OUT[failure]}`,
    code: told === null ? null : cut(told, 100),
  };
}

/** What an endpoint gave as the reason, inside of an answer. */
export function troubleOfCode(code: string | null, message: string): Trouble {
  const failure = kindOfCode(code) ?? 'server_error';
  return trouble(failure, `the model's endpoint says ${code ?? 'error'}${message === '' ? '' : ` (${message})`}`, code);
}

/** What an endpoint did, from what the SDK throws. `endpoint` is its address without a key. */
export function troubleOf(error: unknown, endpoint: string): Trouble {
  if (error instanceof APIUserAbortError) return trouble('cancelled', `the call to ${endpoint} was given up`);
  if (error instanceof APIConnectionTimeoutError) return trouble('timed_out', `no answer from ${endpoint}`);
  if (error instanceof APIConnectionError) return trouble('unreachable', `${endpoint}: ${causeOf(error)}`);
  if (error instanceof APIError) return ofStatus(error, endpoint);
  if ((error as Error).name === 'SyntaxError') return trouble('malformed', `what ${endpoint} sent is no answer`);
  if (isDropped(error)) return trouble('unreachable', `the connection to ${endpoint} broke off in the middle of the answer`);
  return trouble('malformed', `what ${endpoint} sent cannot be read (${(error as Error).message})`);
}

function ofStatus(error: InstanceType<typeof APIError>, endpoint: string): Trouble {
  const { status } = error as { status?: number };
  const code = typeof error.code === 'string' ? error.code : null;
  const happened = `${endpoint} answers ${error.message}`;
  const kind = kindOfCode(code);
  if (kind !== null) return trouble(kind, happened, code);
  return trouble(kindOf(status), happened, code ?? (status === undefined ? null : String(status)));
}

/** Only what is in the list itself: an endpoint may say `constructor`. */
function kindOfCode(code: unknown): FailureKind | null {
  return typeof code === 'string' && Object.hasOwn(CODES, code) ? CODES[code]! : null;
}

function kindOf(status: number | undefined): FailureKind {
  if (status === undefined || status >= 500) return 'server_error';
  if (status === 401 || status === 403) return 'wrong_key';
  if (status === 408) return 'timed_out';
  if (status === 429) return 'rate_limited';
  if (status === 413) return 'invalid_prompt';
  // 300 to 399: the key goes nowhere but where it belongs. 400, 404, 415, 422: the endpoint does not know what was asked of it.
  return 'unsupported';
}

function causeOf(error: Error): string {
  const cause = error.cause as { cause?: { code?: string; message?: string }; code?: string; message?: string } | undefined;
  return cause?.cause?.code ?? cause?.code ?? cause?.cause?.message ?? cause?.message ?? error.message;
}

/** A connection that ends in the middle of a body is an error of `fetch`, not of the SDK. */
function isDropped(error: unknown): boolean {
  const { message, cause } = error as { message?: string; cause?: { code?: string } };
  return /terminated|fetch failed|socket|premature/i.test(message ?? '') || (cause?.code ?? '').startsWith('UND_ERR');
}

function cut(text: string, most: number): string {
  return storableText(text.length > most ? `${text.slice(0, most - 1)}…` : text);
}
