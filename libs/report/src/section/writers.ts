import type { ReportWriter } from '../document';
import { html, type Html } from '../html';
import { table, type Column } from '../table';

/** Who wrote the steps of the protocol; nothing where people did. */
export function writersPart(steps: readonly ReportWriter[]): Html | null {
  return steps.length === 0
    ? null
    : html`<h3>Who wrote the steps</h3>
        ${table(steps, WRITERS)}`;
}

const WRITERS: readonly Column<ReportWriter>[] = [
  { title: 'Step', of: ({ step }) => step },
  { title: 'Written by', of: writerWords },
  { title: 'Made of', of: ({ source }) => source },
  { title: 'Call', of: ({ callId }) => callId !== null && html`<code>${callId.slice(0, 8)}</code>` },
];

function writerWords({ by, model }: ReportWriter): string {
  if (by === 'person') return 'a person';
  const written = model === null ? 'a model' : `${model.simulated ? 'a simulated model' : 'a model'} (${model.model})`;
  return by === 'model' ? written : `${written}, changed by a person`;
}
