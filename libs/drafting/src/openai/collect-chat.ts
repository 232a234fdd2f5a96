import type { ChatCompletion, ChatCompletionChunk } from 'openai/resources/chat/completions';

/** Most tool calls that are put together of one answer. */
const MOST_TOOL_CALLS = 64;

interface PartialCall {
  id: string;
  name: string;
  input: string;
}

/**
 * Puts an answer together that comes in pieces. Null when it ended without saying why: then it is not whole. The SDK's own collector
 * throws for an answer that was cut off, and forgets what it cost.
 */
export async function collectChat(
  pieces: AsyncIterable<ChatCompletionChunk>,
  onText: (piece: string) => void,
  alive: () => void,
): Promise<ChatCompletion | null> {
  const calls: PartialCall[] = [];
  let content = '';
  let refusal = '';
  let last: ChatCompletionChunk | null = null;
  let usage: ChatCompletion['usage'] | null = null;
  let reason: ChatCompletion.Choice['finish_reason'] | null = null;
  for await (const piece of pieces) {
    alive();
    last = piece;
    usage = piece.usage ?? usage;
    const [choice] = piece.choices ?? [];
    if (!choice) continue;
    reason = choice.finish_reason ?? reason;
    const { delta } = choice;
    refusal += delta.refusal ?? '';
    for (const part of delta.tool_calls ?? []) addCall(calls, part);
    if (!delta.content) continue;
    content += delta.content;
    onText(delta.content);
  }
  if (last === null || reason === null) return null;
  return {
    id: last.id,
    object: 'chat.completion',
    created: last.created,
    model: last.model,
    ...(usage ? { usage } : {}),
    choices: [
      {
        index: 0,
        logprobs: null,
        finish_reason: reason,
        message: {
          role: 'assistant',
          content: content === '' ? null : content,
          refusal: refusal === '' ? null : refusal,
          ...(calls.length === 0
            ? {}
            : {
                tool_calls: calls.map(({ id, name, input }) => ({ id, type: 'function' as const, function: { name, arguments: input } })),
              }),
        },
      },
    ],
  };
}

function addCall(calls: PartialCall[], part: ChatCompletionChunk.Choice.Delta.ToolCall): void {
  if (part.index < 0 || part.index >= MOST_TOOL_CALLS || part.index > calls.length) return;
  const call = (calls[part.index] ??= { id: '', name: '', input: '' });
  call.id ||= part.id ?? '';
  call.name ||= part.function?.name ?? '';
  call.input += part.function?.arguments ?? '';
}
