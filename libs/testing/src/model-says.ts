/** What a scripted model says, in terms that both interfaces of an endpoint share. */
export interface ModelSays {
  readonly text?: string;
  readonly refusal?: string;
  readonly toolCalls?: readonly { readonly name: string; readonly input: unknown }[];
  readonly cutOff?: 'max_output_tokens' | 'content_filter';
  /** Inside of an answer whose HTTP status is 200. */
  readonly error?: { readonly code: string; readonly message: string };
  /** False: the endpoint does not count. */
  readonly usage?: boolean;
}

const MODEL = 'scripted-1';
const INPUT_TOKENS = 100;
const OUTPUT_TOKENS = 20;

/** A body of `POST /responses`. */
export function responseOf(says: ModelSays, number: number): object {
  const { text, refusal, toolCalls = [], cutOff, error, usage = true } = says;
  const content = [
    ...(text === undefined ? [] : [{ type: 'output_text', text, annotations: [], logprobs: [] }]),
    ...(refusal === undefined ? [] : [{ type: 'refusal', refusal }]),
  ];
  const status = error ? 'failed' : cutOff ? 'incomplete' : 'completed';
  const calls = toolCalls.map(({ name, input }, i) => ({
    id: `fc_${number}_${i}`,
    type: 'function_call',
    call_id: `call_${number}_${i}`,
    name,
    arguments: typeof input === 'string' ? input : JSON.stringify(input),
    status: 'completed',
  }));
  const message = { id: `msg_${number}`, type: 'message', role: 'assistant', status: 'completed', content };
  return {
    id: `resp_${number}`,
    object: 'response',
    created_at: 1_700_000_000,
    model: MODEL,
    status,
    error: error ?? null,
    incomplete_details: cutOff ? { reason: cutOff } : null,
    output: [...(content.length > 0 ? [message] : []), ...calls],
    parallel_tool_calls: false,
    tool_choice: 'auto',
    tools: [],
    ...(usage
      ? {
          usage: {
            input_tokens: INPUT_TOKENS,
            input_tokens_details: { cached_tokens: 0 },
            output_tokens: OUTPUT_TOKENS,
            output_tokens_details: { reasoning_tokens: 0 },
            total_tokens: INPUT_TOKENS + OUTPUT_TOKENS,
          },
        }
      : {}),
  };
}

/** The events of the same answer as a stream. */
export function responseEvents(says: ModelSays, number: number): object[] {
  const response = responseOf(says, number) as { status: string; output: { id: string }[] };
  const events: object[] = [{ type: 'response.created', response: { ...response, status: 'in_progress', output: [] } }];
  response.output.forEach((item, output_index) => {
    events.push({ type: 'response.output_item.added', output_index, item: { ...item, status: 'in_progress' } });
    for (const delta of piecesOf(says.text ?? '')) {
      events.push({ type: 'response.output_text.delta', item_id: item.id, output_index, content_index: 0, delta, logprobs: [] });
    }
    events.push({ type: 'response.output_item.done', output_index, item });
  });
  events.push({ type: `response.${response.status}`, response });
  return events.map((event, sequence_number) => ({ ...event, sequence_number }));
}

/** A body of `POST /chat/completions`. */
export function completionOf(says: ModelSays, number: number): object {
  const { text, refusal, usage = true } = says;
  const calls = chatCalls(says, number);
  const message = {
    role: 'assistant',
    content: text ?? null,
    refusal: refusal ?? null,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
  const choice = { index: 0, message, logprobs: null, finish_reason: finishOf(says) };
  return { ...chatHead(number), object: 'chat.completion', choices: [choice], ...(usage ? { usage: CHAT_USAGE } : {}) };
}

/** The pieces of the same answer as a stream. */
export function completionPieces(says: ModelSays, number: number): object[] {
  const { text = '', refusal, usage = true } = says;
  const piece = (delta: object, finish_reason: string | null = null): object => ({
    ...chatHead(number),
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  });
  const calls = chatCalls(says, number).map((call, index) => ({ index, ...call }));
  return [
    piece({ role: 'assistant', content: '', refusal: null }),
    ...piecesOf(text).map((content) => piece({ content })),
    ...(refusal === undefined ? [] : [piece({ refusal })]),
    ...(calls.length === 0 ? [] : [piece({ tool_calls: calls })]),
    piece({}, finishOf(says)),
    ...(usage ? [{ ...chatHead(number), object: 'chat.completion.chunk', choices: [], usage: CHAT_USAGE }] : []),
  ];
}

const CHAT_USAGE = { prompt_tokens: INPUT_TOKENS, completion_tokens: OUTPUT_TOKENS, total_tokens: INPUT_TOKENS + OUTPUT_TOKENS };

function chatHead(number: number) {
  return { id: `chatcmpl-${number}`, created: 1_700_000_000, model: MODEL };
}

function chatCalls({ toolCalls = [] }: ModelSays, number: number) {
  return toolCalls.map(({ name, input }, i) => ({
    id: `call_${number}_${i}`,
    type: 'function',
    function: { name, arguments: typeof input === 'string' ? input : JSON.stringify(input) },
  }));
}

function finishOf({ cutOff, toolCalls = [] }: ModelSays): string {
  if (cutOff === 'max_output_tokens') return 'length';
  if (cutOff === 'content_filter') return 'content_filter';
  return toolCalls.length > 0 ? 'tool_calls' : 'stop';
}

function piecesOf(text: string): string[] {
  return text.match(/[\s\S]{1,16}/g) ?? [];
}
