import { parse } from 'yaml';
import { problemOf } from '../problem/problem';
import type { Examples, JsonSchema } from './example-of';
import { TEXT_ANSWERS, TEXT_REQUESTS } from './text-examples';

interface Media {
  schema?: unknown;
  example?: unknown;
  examples?: unknown;
}
interface WithContent {
  content?: Record<string, Media>;
}

/** An operation as examples see it; references of responses and bodies are not used in our document. */
export interface ExampleSubject {
  readonly operationId?: string;
  readonly parameters?: readonly object[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, object | undefined>>;
}

const REQUEST_ID = '0d3b8a1e-5b8f-4f0c-9a55-6f6f1f0f2b77';

const PROBLEMS: Readonly<Record<number, readonly [code: string, title: string, detail: string]>> = {
  400: ['BAD_REQUEST', 'Bad Request', '"x" is not a cursor of this list; pass "next" of the page before as "after", or leave it out'],
  401: [
    'ACCESS_UNAUTHENTICATED',
    'A valid API key is needed',
    'there is no Authorization header; send "Authorization: Bearer lw_..." with an API key',
  ],
  403: ['ACCESS_FORBIDDEN', 'Another role is needed', 'this needs the role reviewer; ada has scientist'],
  404: ['NOT_FOUND', 'There is no such thing', 'there is no run 7f0c5f6e-2f1d-4a53-9a39-3a3b6f0a3a11; GET /v1/runs lists them'],
  409: ['STATE_EVENT_NOT_ALLOWED', 'The state does not allow this', 'run is completed, which does not allow "pause"'],
  412: [
    'PRECONDITION_FAILED',
    'Another version is there',
    'it was changed since you read it; read it again, and send its ETag as If-Match',
  ],
  413: ['INPUT_TOO_LARGE', 'The body is too large', 'the body is larger than 2 MiB'],
  415: [
    'INPUT_UNSUPPORTED_MEDIA',
    'The media type is not supported',
    'the body has Content-Type text/html; send application/json in UTF-8',
  ],
  422: ['INPUT_INVALID', 'The request is not valid', '/reason is missing; text is needed'],
  428: ['PRECONDITION_REQUIRED', 'If-Match is needed', 'send the header If-Match with the ETag that you have seen'],
  500: ['INTERNAL', 'Internal error', 'something went wrong on our side; the log has more under the request id'],
  502: [
    'DRIVER_FRAME_INVALID',
    'The instrument reported a problem',
    'shaker-1 (serial:///dev/ttyACM0): the reply is no frame of this protocol',
  ],
  503: [
    'DATABASE_UNAVAILABLE',
    'The database does not answer',
    'the database does not answer; nothing physical is sent meanwhile. Try again in a moment',
  ],
  504: [
    'DRIVER_TIMEOUT',
    'The instrument did not answer in time',
    'shaker-1 (serial:///dev/ttyACM0): no reply in 1000 ms; is it switched on?',
  ],
};

/** Gives every parameter, body and answer of an operation an example, where it has none of its own. */
export function completeExamples(operation: ExampleSubject, examples: Examples): void {
  const { operationId = '', parameters = [], responses } = operation;
  const body: WithContent | undefined = operation.requestBody;
  for (const parameter of parameters as { name: string; schema?: JsonSchema; example?: unknown }[]) {
    if (parameter.schema && parameter.example === undefined) parameter.example = examples.of(parameter.schema, parameter.name);
  }
  for (const [type, media] of Object.entries(body?.content ?? {})) {
    const text = TEXT_REQUESTS[operationId];
    if (text === undefined) fill(media, examples);
    else if (!has(media)) media.example = type === 'application/json' ? (parse(text) as unknown) : text;
  }
  for (const [status, response] of Object.entries(responses) as [string, WithContent][]) {
    const texts = status.startsWith('2') ? (TEXT_ANSWERS[operationId] ?? {}) : {};
    for (const [type, example] of Object.entries(texts)) {
      response.content ??= {};
      const media = (response.content[type] ??= { schema: { type: 'string' } });
      if (!has(media)) media.example = example;
    }
    for (const [type, media] of Object.entries(response.content ?? {})) {
      if (type === 'application/problem+json') problemExample(media, Number(status));
      else fill(media, examples);
    }
  }
}

function has({ example, examples }: Media): boolean {
  return example !== undefined || examples !== undefined;
}

function fill(media: Media, examples: Examples): void {
  if (!has(media) && media.schema) media.example = examples.of(media.schema);
}

function problemExample(media: Media, status: number): void {
  const [code, title, detail] = PROBLEMS[status] ?? ['REFUSED', 'The request was refused', 'the detail says why'];
  if (!has(media)) media.example = { ...problemOf(status, code, title, detail), requestId: REQUEST_ID };
}
