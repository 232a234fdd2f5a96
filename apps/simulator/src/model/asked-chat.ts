import { z } from 'zod';
import { jsonOf, turnOf, type Asked, type Turn } from './asked';
import { imageOf } from './data-url';

const Part = z.looseObject({ type: z.string(), text: z.string().optional(), image_url: z.looseObject({ url: z.string() }).optional() });
const Call = z.looseObject({ id: z.string(), function: z.looseObject({ name: z.string(), arguments: z.string() }) });
const Message = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(Part)]).nullish(),
  tool_calls: z.array(Call).nullish(),
  tool_call_id: z.string().optional(),
});

/** The fields of `POST /v1/chat/completions` that a simulated model reads. */
const ChatRequest = z.looseObject({
  model: z.string(),
  messages: z.array(Message).min(1),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string(), parameters: z.unknown() }) })).nullish(),
  tool_choice: z.union([z.string(), z.looseObject({ function: z.looseObject({ name: z.string() }).optional() })]).nullish(),
  response_format: z
    .looseObject({ type: z.string(), json_schema: z.looseObject({ name: z.string(), schema: z.unknown() }).optional() })
    .nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  stream: z.boolean().nullish(),
});

/** @throws z.ZodError when the body is no such request */
export function askedByChat(body: unknown, length: number): Asked {
  const request = ChatRequest.parse(body);
  const choice = request.tool_choice;
  const format = request.response_format?.json_schema;
  return {
    turns: request.messages.flatMap(turnsOf),
    tools: (request.tools ?? []).map(({ function: { name, parameters } }) => ({ name, parameters })),
    format: format ? { name: format.name, schema: format.schema } : null,
    mustCall:
      choice === 'required' ? { name: null } : typeof choice === 'object' && choice?.function ? { name: choice.function.name } : null,
    maxOutputTokens: request.max_completion_tokens ?? request.max_tokens ?? Infinity,
    isStream: request.stream === true,
    length,
  };
}

function turnsOf({ role, content, tool_calls: calls, tool_call_id: id = '' }: z.infer<typeof Message>): readonly Turn[] {
  if (role === 'system' || role === 'developer') return [];
  const parts = typeof content === 'string' ? [{ type: 'text', text: content, image_url: undefined }] : (content ?? []);
  const said = parts.flatMap(({ text, image_url: image }): readonly Turn[] => {
    if (image) return [{ kind: 'image', image: imageOf(image.url) }];
    if (text === undefined) return [];
    if (role === 'tool') return [{ kind: 'result', id, result: jsonOf(text) }];
    return [role === 'assistant' ? { kind: 'answer', text } : turnOf(text)];
  });
  const called = (calls ?? []).map((call): Turn => ({
    kind: 'call',
    id: call.id,
    name: call.function.name,
    parameters: jsonOf(call.function.arguments),
  }));
  return [...said, ...called];
}
