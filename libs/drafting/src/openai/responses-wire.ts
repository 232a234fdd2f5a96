import type OpenAI from 'openai';
import { zodResponsesFunction, zodTextFormat } from 'openai/helpers/zod';
import { toResponseInputItems } from 'openai/lib/responses/ResponseInputItems';
import type {
  Response,
  ResponseCreateParamsNonStreaming,
  ResponseInputContent,
  ResponseInputItem,
  ResponseOutputItem,
  ResponseStreamEvent,
} from 'openai/resources/responses/responses';
import type { ModelRequest } from '../model-port';
import { textsOf } from './answer-format';
import { streamed } from './answer-stream';
import { NOTHING, toldWhole, type Exchange, type ModelWire, type ToolCall, type Trouble, type WireCall } from './exchange';
import { troubleOfCode } from './failure';
import { dataUrl } from './image-url';
import { safetyIdentifier } from './safety-identifier';
import { textTold, usageTold } from './told-by-endpoint';

/** How `responses.create` is spoken to. Nothing is stored at the endpoint: what was said is sent again each time. */
export class ResponsesWire implements ModelWire {
  readonly api = 'responses';

  constructor(
    private readonly client: OpenAI,
    private readonly model: string,
  ) {}

  question(request: ModelRequest<unknown>, strictSchema: boolean): readonly ResponseInputItem[] {
    const content: ResponseInputContent[] = [
      ...textsOf(request, strictSchema).map((text) => ({ type: 'input_text' as const, text })),
      ...(request.images ?? []).map((image) => ({ type: 'input_image' as const, detail: 'high' as const, image_url: dataUrl(image) })),
    ];
    return [{ type: 'message', role: 'user', content }];
  }

  toolAnswer({ id }: ToolCall, output: string): ResponseInputItem {
    return { type: 'function_call_output', call_id: id, output };
  }

  async send(call: WireCall): Promise<Exchange> {
    const params = this.paramsOf(call);
    const options = { signal: call.signal };
    const { onText } = call.request;
    if (!onText) return exchangeOf(await this.client.responses.create(params, options));
    // The events as they come: the SDK's own collector forgets a whole answer, and its cost, when the answer cannot be parsed.
    const answer = await streamed<ResponseStreamEvent, Response>(
      this.client,
      this.client.responses.create({ ...params, stream: true }, options),
    );
    if ('whole' in answer) return toldWhole(exchangeOf(answer.whole), onText);
    const done: ResponseOutputItem[] = [];
    let last: Response | null = null;
    for await (const event of answer.pieces) {
      call.alive();
      if (event.type === 'response.output_text.delta') onText(event.delta);
      else if (event.type === 'response.output_item.done') done.push(event.item);
      else if (event.type === 'error') return { ...NOTHING, trouble: troubleOfCode(event.code, event.message) };
      else if (event.type === 'response.completed' || event.type === 'response.incomplete' || event.type === 'response.failed')
        last = event.response;
    }
    // A stream that ends without saying so is a partial answer, however clean the end.
    if (last === null) return { ...NOTHING, trouble: troubleOfCode('stream_ended', 'the stream ended before the answer was complete') };
    return exchangeOf(last.output.length > 0 ? last : { ...last, output: done });
  }

  private paramsOf({ request, items, maxOutputTokens, strictSchema, reasoning }: WireCall): ResponseCreateParamsNonStreaming {
    const { prompt, answer, tools = [], context } = request;
    return {
      model: this.model,
      instructions: prompt.text,
      input: [...items] as ResponseInputItem[],
      text: { format: strictSchema ? plain(zodTextFormat(answer.schema, answer.name)) : { type: 'json_object' } },
      store: false,
      safety_identifier: safetyIdentifier(context),
      max_output_tokens: maxOutputTokens,
      ...(reasoning ? { include: ['reasoning.encrypted_content' as const] } : {}),
      ...(context.runId === undefined ? {} : { metadata: { runId: context.runId } }),
      ...(tools.length === 0
        ? {}
        : {
            tools: tools.map(({ name, description, parameters }) => plain(zodResponsesFunction({ name, description, parameters }))),
            parallel_tool_calls: false,
          }),
    };
  }
}

/** Without the parser that the SDK hides in it: what comes is parsed where its cost is known. */
function plain<T extends object>(made: T): T {
  return { ...made };
}

function exchangeOf(response: Response): Exchange {
  if (!Array.isArray((response as Partial<Response> | null)?.output)) throw new SyntaxError('no response');
  const parts = response.output.flatMap((item) => (item.type === 'message' ? item.content : []));
  const refusal = parts.flatMap((part) => (part.type === 'refusal' ? [part.refusal] : [])).join('\n');
  return {
    responseId: textTold(response.id),
    model: textTold(response.model),
    usage: usageTold(response.usage?.input_tokens, response.usage?.output_tokens),
    text: parts.flatMap((part) => (part.type === 'output_text' ? [part.text] : [])).join(''),
    refusal: refusal === '' ? null : refusal,
    toolCalls: response.output.flatMap((item) =>
      item.type === 'function_call' ? [{ id: item.call_id, name: textTold(item.name) ?? '', input: textTold(item.arguments) ?? '' }] : [],
    ),
    trouble: troubleIn(response),
    said: toResponseInputItems(response.output.filter(canBeSaidAgain)),
  };
}

/** Reasoning that is not stored and was not given in full means nothing to the endpoint. */
function canBeSaidAgain(item: ResponseOutputItem): boolean {
  return item.type !== 'reasoning' || (item.encrypted_content ?? null) !== null;
}

function troubleIn({ status, error, incomplete_details: incomplete }: Response): Trouble | null {
  if (error) return troubleOfCode(error.code, error.message);
  if (status === undefined || status === 'completed') return null;
  if (status === 'incomplete') return troubleOfCode(incomplete?.reason ?? 'incomplete', 'the answer is not complete');
  return troubleOfCode(status, `the endpoint says that the answer is ${status}`);
}
