import type { ProtocolStepRow } from '@labwright/persistence';

const SENTENCE = 300;

/** Who wrote each step, as the last section of a procedure; nothing of a protocol that people wrote themselves. */
export function provenanceSection(steps: readonly ProtocolStepRow[]): string {
  if (steps.length === 0) return '';
  const rows = steps.map(
    ({ step, by, model, source, callId }) => `| ${step} | ${writerOf(by, model)} | ${inCell(source ?? '')} | ${callId ?? ''} |`,
  );
  return ['', '## Who wrote the steps', '', '| step | written by | made of | call |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}

function writerOf(by: ProtocolStepRow['by'], model: ProtocolStepRow['model']): string {
  if (by === 'person') return 'a person';
  const written = model === null ? 'a model' : `${model.simulated ? 'a simulated model' : 'a model'} (${inCell(model.model)})`;
  return by === 'model' ? written : `${written}, changed by a person`;
}

/** Text that people brought, as one cell: no break, no bar, no mark of Markdown or HTML. */
function inCell(text: string): string {
  const flat = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, SENTENCE);
  return flat.replaceAll(/[\\`*_{}[\]<>()#+!|~-]/g, (mark) => `\\${mark}`);
}
