import type { CallBook } from '../call-book';
import type { CallContext, ModelOutcome, ModelPort, ModelRequest, ModelStatus, Speech } from '../model-port';
import { answerOf } from './answer-loop';
import { speak, transcribe, type RecordedSpeech } from './audio';
import { ChatWire } from './chat-wire';
import { endpointClient } from './endpoint-client';
import type { ModelWire } from './exchange';
import type { ModelSettings } from './model-settings';
import { Probe } from './probe';
import { ResponsesWire } from './responses-wire';

/** A model behind an endpoint that speaks as OpenAI does. What it can do is found by asking it, once it is needed and at the start. */
export class OpenAiModel implements ModelPort {
  private readonly client;
  private readonly probe;
  private readonly wires: Readonly<Record<ModelWire['api'], ModelWire>>;

  constructor(
    private readonly settings: ModelSettings,
    private readonly book: CallBook,
  ) {
    const { model, provider } = settings;
    this.client = endpointClient(settings);
    this.wires = {
      responses: new ResponsesWire(this.client, model),
      chat_completions: new ChatWire(this.client, model, provider === 'openai'),
    };
    this.probe = new Probe(this.wires, { client: this.client, settings, book });
  }

  async ask<T>(request: ModelRequest<T>): Promise<ModelOutcome<T>> {
    const { api, ...can } = await this.probe.abilities(request.signal);
    const speaking = { wire: this.wires[api], settings: this.settings, book: this.book, can };
    const outcome = await answerOf(speaking, request);
    this.probe.heard(outcome);
    return outcome;
  }

  transcribe(audio: RecordedSpeech, context: CallContext): Promise<ModelOutcome<string>> {
    return transcribe({ client: this.client, settings: this.settings, book: this.book }, audio, context);
  }

  speak(text: string, context: CallContext): Promise<ModelOutcome<Speech>> {
    return speak({ client: this.client, settings: this.settings, book: this.book }, text, context, this.probe.isMute);
  }

  status(): Promise<ModelStatus> {
    return this.probe.status();
  }
}
