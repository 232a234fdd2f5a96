import type OpenAI from 'openai';
import { zodFunction, zodResponseFormat } from 'openai/helpers/zod';
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionContentPart,
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessageFunctionToolCall,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import type { ModelRequest } from '../model-port';
import { textsOf } from './answer-format';
import { streamed } from './answer-stream';
import { collectChat } from './collect-chat';
import { NOTHING, toldWhole, type Exchange, type ModelWire, type ToolCall, type Trouble, type WireCall } from './exchange';
import { troubleOfCode } from './failure';
import { dataUrl } from './image-url';
import { safetyIdentifier } from './safety-identifier';
import { textTold, usageTold } from './told-by-endpoint';

/**
 * How `chat.completions.create` is spoken to, for endpoints without Responses. Fields that only OpenAI knows go to OpenAI only: others
 * refuse a call for a field that they do not know.
 */
export class ChatWire implements ModelWire {
  readonly api = 'chat_completions';

  constructor(
    private readonly client: OpenAI,
    private readonly model: string,
    private readonly atOpenAi: boolean,
  ) {}

  question(request: ModelRequest<unknown>, strictSchema: boolean): readonly ChatCompletionMessageParam[] {
    const content: ChatCompletionContentPart[] = [
      ...textsOf(request, strictSchema).map((text) => ({ type: 'text' as const, text })),
      ...(request.images ?? []).map((image) => ({
        type: 'image_url' as const,
        image_url: { url: dataUrl(image), detail: 'high' as const },
      })),
    ];
    return [{ role: 'user', content }];
  }

  toolAnswer({ id }: ToolCall, output: string): ChatCompletionMessageParam {
    return { role: 'tool', tool_call_id: id, content: output };
  }

  async send(call: WireCall): Promise<Exchange> {
    const params = this.paramsOf(call);
    const options = { signal: call.signal };
    const { onText } = call.request;
    if (!onText) return exchangeOf(await this.client.chat.completions.create(params, options));
    const inPieces = { ...params, stream: true, stream_options: { include_usage: true } } as const;
    const answer = await streamed<ChatCompletionChunk, ChatCompletion>(this.client, this.client.chat.completions.create(inPieces, options));
    if ('whole' in answer) return toldWhole(exchangeOf(answer.whole), onText);
    const whole = await collectChat(answer.pieces, onText, call.alive);
    return whole
      ? exchangeOf(whole)
      : { ...NOTHING, trouble: troubleOfCode('stream_ended', 'the stream ended before the answer was complete') };
  }

  private paramsOf({ request, items, maxOutputTokens, strictSchema }: WireCall): ChatCompletionCreateParamsNonStreaming {
    const { prompt, answer, tools = [], context } = request;
    return {
      model: this.model,
      messages: [{ role: 'system', content: prompt.text }, ...(items as readonly ChatCompletionMessageParam[])],
      response_format: strictSchema ? { ...zodResponseFormat(answer.schema, answer.name) } : { type: 'json_object' },
      max_completion_tokens: maxOutputTokens,
      ...(this.atOpenAi ? { store: false, safety_identifier: safetyIdentifier(context) } : {}),
      ...(tools.length === 0
        ? {}
        : {
            tools: tools.map(({ name, description, parameters }) => ({ ...zodFunction({ name, description, parameters }) })),
            parallel_tool_calls: false,
          }),
    };
  }
}

function exchangeOf(completion: ChatCompletion): Exchange {
  const { id, model, usage, choices } = completion;
  if (!Array.isArray(choices)) throw new SyntaxError('no completion');
  const [choice] = choices;
  const head = { responseId: textTold(id), model: textTold(model), usage: usageTold(usage?.prompt_tokens, usage?.completion_tokens) };
  if (!choice) return { ...NOTHING, ...head, trouble: troubleOfCode('no_choices', 'the answer has no choices') };
  const { message, finish_reason: reason } = choice;
  const calls = (message.tool_calls ?? []).filter((call): call is ChatCompletionMessageFunctionToolCall => call.type === 'function');
  const said: ChatCompletionMessageParam = {
    role: 'assistant',
    content: message.content,
    ...(calls.length === 0
      ? {}
      : {
          tool_calls: calls.map((call) => ({
            id: call.id,
            type: 'function',
            function: { name: call.function.name, arguments: call.function.arguments },
          })),
        }),
  };
  return {
    ...head,
    text: textTold(message.content) ?? '',
    refusal: textTold(message.refusal) || null,
    toolCalls: calls.map((call) => ({
      id: call.id,
      name: textTold(call.function.name) ?? '',
      input: textTold(call.function.arguments) ?? '',
    })),
    trouble: troubleAt(reason),
    said: [said],
  };
}

function troubleAt(reason: string | null): Trouble | null {
  if (reason === 'stop' || reason === 'tool_calls') return null;
  if (reason === 'length') return troubleOfCode('length', 'the answer is not complete');
  if (reason === 'content_filter') return troubleOfCode('content_filter', 'the answer was withheld');
  return troubleOfCode(reason ?? 'stream_ended', 'the answer did not end as an answer does');
}
