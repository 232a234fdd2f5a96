import type { ProtocolStepRow } from '@labwright/persistence';

const BY: Readonly<Record<ProtocolStepRow['by'], string>> = {
  person: 'a person',
  model: 'a model',
  model_then_person: 'a model, changed by a person',
};
const SENTENCE = 300;

/** Who wrote each step, as the last section of a procedure; nothing of a protocol that people wrote themselves. */
export function provenanceSection(steps: readonly ProtocolStepRow[]): string {
  if (steps.length === 0) return '';
  const rows = steps.map(({ step, by, source, callId }) => `| ${step} | ${BY[by]} | ${inCell(source ?? '')} | ${callId ?? ''} |`);
  return [
    '',
    '## Who wrote the steps',
    '',
    '| step | written by | made of the sentence | call |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** Text that people brought, as one cell: no break, no bar, no mark of Markdown or HTML. */
function inCell(text: string): string {
  const flat = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, SENTENCE);
  return flat.replaceAll(/[\\`*_{}[\]<>()#+!|~-]/g, (mark) => `\\${mark}`);
}
