import { newId, SIMULATED_MODEL } from './response-id';
import { piecesOf, type Spoken } from './spoken';

type Json = Readonly<Record<string, unknown>>;

/** The answer of `POST /v1/responses`. Fields are those that the published description demands. */
export function responseOf(spoken: Spoken, echo: Json): Json {
  const { ending, inputTokens, outputTokens } = spoken;
  return {
    ...skeleton(echo),
    status: ending.is,
    error: ending.is === 'failed' ? { code: ending.code, message: ending.message } : null,
    incomplete_details: ending.is === 'incomplete' ? { reason: ending.reason } : null,
    output: outputOf(spoken),
    usage: {
      input_tokens: inputTokens,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      output_tokens: outputTokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: inputTokens + outputTokens,
    },
  };
}

/** The same as a stream of events, in their order, each with its number from 0. The last one has the whole response. */
export function responseEvents(whole: Json): readonly Json[] {
  const begun = { ...whole, status: 'in_progress', error: null, incomplete_details: null, output: [], usage: null };
  const items = whole['output'] as readonly Json[];
  const events = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...items.flatMap((item, index) => itemEvents(item, index)),
    { type: `response.${String(whole['status'])}`, response: whole },
  ];
  return events.map((event, sequence) => ({ ...event, sequence_number: sequence }));
}

function skeleton(echo: Json): Json {
  return {
    id: newId('resp'),
    object: 'response',
    created_at: Math.floor(Date.now() / 1_000),
    model: SIMULATED_MODEL,
    instructions: echo['instructions'] ?? null,
    metadata: echo['metadata'] ?? {},
    parallel_tool_calls: echo['parallel_tool_calls'] ?? true,
    temperature: echo['temperature'] ?? 1,
    top_p: echo['top_p'] ?? 1,
    tool_choice: echo['tool_choice'] ?? 'auto',
    tools: echo['tools'] ?? [],
    text: echo['text'] ?? { format: { type: 'text' } },
    max_output_tokens: echo['max_output_tokens'] ?? null,
    previous_response_id: null,
    store: false,
  };
}

function outputOf({ answered, ending }: Spoken): readonly Json[] {
  if (answered === null) return [];
  const status = ending.is === 'completed' ? 'completed' : 'incomplete';
  if (answered.kind === 'call')
    return [
      {
        id: newId('fc'),
        type: 'function_call',
        status,
        call_id: newId('call'),
        name: answered.name,
        arguments: JSON.stringify(answered.parameters),
      },
    ];
  const content =
    answered.kind === 'refusal'
      ? { type: 'refusal', refusal: answered.text }
      : { type: 'output_text', text: answered.text, annotations: [], logprobs: [] };
  return [{ id: newId('msg'), type: 'message', status, role: 'assistant', content: [content] }];
}

function itemEvents(item: Json, index: number): readonly Json[] {
  const at = { output_index: index };
  const of = { item_id: item['id'], ...at };
  const around = (begun: Json, inner: readonly Json[]) => [
    { type: 'response.output_item.added', ...at, item: { ...begun, status: 'in_progress' } },
    ...inner,
    { type: 'response.output_item.done', ...at, item },
  ];
  if (item['type'] === 'function_call') {
    const parameters = String(item['arguments']);
    const pieces = piecesOf(parameters).map((delta) => ({ type: 'response.function_call_arguments.delta', ...of, delta }));
    const done = { type: 'response.function_call_arguments.done', ...of, name: item['name'], arguments: parameters };
    return around({ ...item, arguments: '' }, [...pieces, done]);
  }
  const [part = {}] = item['content'] as readonly Json[];
  const inPart = { ...of, content_index: 0 };
  const isRefusal = part['type'] === 'refusal';
  const text = String(isRefusal ? part['refusal'] : part['text']);
  const name = isRefusal ? 'refusal' : 'output_text';
  const field = isRefusal ? 'refusal' : 'text';
  return around({ ...item, content: [] }, [
    { type: 'response.content_part.added', ...inPart, part: { ...part, [field]: '' } },
    ...piecesOf(text).map((delta) => ({ type: `response.${name}.delta`, ...inPart, delta, ...(isRefusal ? {} : { logprobs: [] }) })),
    { type: `response.${name}.done`, ...inPart, [field]: text, ...(isRefusal ? {} : { logprobs: [] }) },
    { type: 'response.content_part.done', ...inPart, part },
  ]);
}
