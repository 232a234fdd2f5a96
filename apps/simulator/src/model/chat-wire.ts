import { newId, SIMULATED_MODEL } from './response-id';
import { piecesOf, type Spoken } from './spoken';

type Json = Readonly<Record<string, unknown>>;

/** The answer of `POST /v1/chat/completions`. A failed answer has none: it is an error of the request. */
export function completionOf(spoken: Spoken): Json {
  const { answered, inputTokens, outputTokens } = spoken;
  const message = {
    role: 'assistant',
    content: answered?.kind === 'text' ? answered.text : null,
    refusal: answered?.kind === 'refusal' ? answered.text : null,
    ...(answered?.kind === 'call' ? { tool_calls: [callOf(answered)] } : {}),
  };
  return {
    id: newId('chatcmpl'),
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1_000),
    model: SIMULATED_MODEL,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishOf(spoken) }],
    usage: { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens },
  };
}

/** The same as chunks of a stream. The last has the usage and no choice. */
export function completionChunks(spoken: Spoken): readonly Json[] {
  const { usage, choices: _, ...whole } = completionOf(spoken);
  const head = { ...whole, object: 'chat.completion.chunk' };
  const chunk = (delta: Json, finish: string | null = null) => ({
    ...head,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    usage: null,
  });
  const { answered } = spoken;
  const said =
    answered === null
      ? []
      : answered.kind === 'call'
        ? [chunk({ tool_calls: [{ index: 0, ...callOf(answered) }] })]
        : piecesOf(answered.text).map((piece) => chunk(answered.kind === 'refusal' ? { refusal: piece } : { content: piece }));
  return [chunk({ role: 'assistant', content: '' }), ...said, chunk({}, finishOf(spoken)), { ...head, choices: [], usage }];
}

function callOf({ name, parameters }: { readonly name: string; readonly parameters: unknown }): Json {
  return { id: newId('call'), type: 'function', function: { name, arguments: JSON.stringify(parameters) } };
}

function finishOf({ answered, ending }: Spoken): string {
  if (ending.is === 'incomplete') return ending.reason === 'content_filter' ? 'content_filter' : 'length';
  return answered?.kind === 'call' ? 'tool_calls' : 'stop';
}
