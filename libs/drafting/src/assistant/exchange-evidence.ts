import { createHash } from 'node:crypto';
import type { AskAnswer } from '../answers.schema';
import { storableText } from '../storable-text';

type CitationKind = AskAnswer['cites'][number]['kind'];

export interface Citation {
  readonly kind: CitationKind;
  readonly id: string;
  readonly title: string;
}

/** A call of a tool as it is recorded. */
export interface ToolCall {
  readonly tool: string;
  readonly arguments: unknown;
  /** Of what the model was given, as JSON; of the words of the failure where it failed. */
  readonly resultSha256: string;
  readonly failed: boolean;
}

/** Arguments are recorded as they came, up to so many characters of JSON. */
const MOST_ARGUMENTS = 4_000;

/** What the tools have given back in one exchange: everything that its answer may rest on. */
export class ExchangeEvidence {
  readonly calls: ToolCall[] = [];
  /** Draft that was made by the way; at most one. */
  draft: string | null = null;
  /** Whether a change was proposed, whatever came of it: what was held or refused is not tried again in other words. */
  proposed = false;
  private readonly seen = new Map<string, string>();

  /** Notes that a tool has shown something; `title` is for people. */
  show(kind: CitationKind, id: string, title: string): void {
    this.seen.set(`${kind} ${id}`, title);
  }

  record(tool: string, given: unknown, result: unknown, failed: boolean): void {
    const json = JSON.stringify(given) ?? 'null';
    this.calls.push({
      tool,
      arguments: json.length <= MOST_ARGUMENTS ? given : storableText(`${json.slice(0, MOST_ARGUMENTS)}…`),
      resultSha256: createHash('sha256')
        .update(JSON.stringify(result) ?? 'null')
        .digest('hex'),
      failed,
    });
  }

  /** Those citations that the tools have shown, each once, with their titles. */
  supported(cites: AskAnswer['cites']): readonly Citation[] {
    const kept = new Map<string, Citation>();
    for (const { kind, id } of cites) {
      const title = this.seen.get(`${kind} ${id}`);
      if (title !== undefined) kept.set(`${kind} ${id}`, { kind, id, title });
    }
    return [...kept.values()];
  }
}
