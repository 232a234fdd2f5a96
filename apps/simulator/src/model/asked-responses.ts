import { z } from 'zod';
import { jsonOf, turnOf, type Asked, type Turn } from './asked';
import { imageOf } from './data-url';

const Part = z.looseObject({ type: z.string(), text: z.string().optional(), image_url: z.string().optional() });
const Item = z.looseObject({
  type: z.string().optional(),
  role: z.string().optional(),
  content: z.union([z.string(), z.array(Part)]).optional(),
  call_id: z.string().optional(),
  name: z.string().optional(),
  arguments: z.string().optional(),
  output: z.unknown().optional(),
});
const Tool = z.looseObject({ type: z.literal('function'), name: z.string(), parameters: z.unknown() });
const Choice = z.union([z.string(), z.looseObject({ type: z.string(), name: z.string().optional() })]);

/** The fields of `POST /v1/responses` that a simulated model reads; it takes the others as they are. */
const ResponsesRequest = z.looseObject({
  model: z.string(),
  input: z.union([z.string(), z.array(Item)]),
  instructions: z.string().nullish(),
  text: z
    .looseObject({ format: z.looseObject({ type: z.string(), name: z.string().optional(), schema: z.unknown() }).optional() })
    .nullish(),
  tools: z.array(Tool).nullish(),
  tool_choice: Choice.nullish(),
  max_output_tokens: z.int().min(1).nullish(),
  stream: z.boolean().nullish(),
});

/** @throws z.ZodError when the body is no such request */
export function askedByResponses(body: unknown, length: number): Asked {
  const request = ResponsesRequest.parse(body);
  const format = request.text?.format;
  const choice = request.tool_choice;
  return {
    turns: typeof request.input === 'string' ? [turnOf(request.input)] : request.input.flatMap(turnsOf),
    tools: (request.tools ?? []).map(({ name, parameters }) => ({ name, parameters })),
    format: format?.type === 'json_schema' ? { name: format.name ?? '', schema: format.schema } : null,
    mustCall: choice === 'required' ? { name: null } : typeof choice === 'object' && choice?.name ? { name: choice.name } : null,
    maxOutputTokens: request.max_output_tokens ?? Infinity,
    isStream: request.stream === true,
    length,
  };
}

function turnsOf(item: z.infer<typeof Item>): readonly Turn[] {
  const { type, role, content, call_id: id = '' } = item;
  if (type === 'function_call') return [{ kind: 'call', id, name: item.name ?? '', parameters: jsonOf(item.arguments ?? '') }];
  if (type === 'function_call_output')
    return [{ kind: 'result', id, result: typeof item.output === 'string' ? jsonOf(item.output) : item.output }];
  // Instructions to a model are for one that follows them; this one has rules.
  if (role === 'system' || role === 'developer' || content === undefined) return [];
  const parts = typeof content === 'string' ? [{ type: 'input_text', text: content, image_url: undefined }] : content;
  return parts.flatMap(({ type: kind, text, image_url: url }): readonly Turn[] => {
    if (kind === 'input_image' && url !== undefined) return [{ kind: 'image', image: imageOf(url) }];
    if (text === undefined) return [];
    return [role === 'assistant' ? { kind: 'answer', text } : turnOf(text)];
  });
}
