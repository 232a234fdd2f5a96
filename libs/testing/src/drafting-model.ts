import { openScriptedModel, type ScriptedModel, type ScriptedReply } from './scripted-model';

/** What a model answers when it drafts: a draft, or null with questions. */
export interface DraftingAnswer {
  readonly protocol: object | null;
  readonly questions?: readonly object[];
  readonly assumptions?: readonly object[];
  readonly sentences?: readonly object[];
}

/** An endpoint that drafts what a spec tells it, and shows what it was given as data. */
export class DraftingModel {
  private constructor(readonly endpoint: ScriptedModel) {}

  static async open(): Promise<DraftingModel> {
    return new DraftingModel(await openScriptedModel(undefined, { ready: true }));
  }

  get url(): string {
    return this.endpoint.url;
  }

  /** Calls since the script was set. */
  get calls(): number {
    return this.endpoint.seen.length;
  }

  /** What it does with the next calls. */
  script(...replies: readonly (DraftingAnswer | ScriptedReply)[]): void {
    this.endpoint.seen.length = 0;
    this.endpoint.script.splice(0, Number.POSITIVE_INFINITY, ...replies.map((reply) => ('protocol' in reply ? drafting(reply) : reply)));
  }

  /** The request of a call, as JSON. */
  asked(call: number): Readonly<Record<string, unknown>> {
    return this.endpoint.seen[call]?.body ?? {};
  }

  /** Data of one kind in a call, of everything that was said until then. */
  data(call: number, kind: string): readonly unknown[] {
    const input = (this.asked(call)['input'] ?? []) as readonly { readonly content?: readonly { readonly text: string }[] | string }[];
    const parts = input.flatMap(({ content }) => (Array.isArray(content) ? (content as { text: string }[]) : []));
    return parts.flatMap(({ text }) => {
      const block = text.startsWith('{"data":') ? (JSON.parse(text) as { data: string; value: unknown }) : null;
      return block?.data === kind ? [block.value] : [];
    });
  }

  close(): Promise<unknown> {
    return this.endpoint.close();
  }
}

function drafting({ protocol, questions = [], assumptions = [], sentences = [] }: DraftingAnswer): ScriptedReply {
  return { says: { text: JSON.stringify({ protocol, questions, assumptions, sentences }) } };
}
