import type { Assumption, Draft, DraftEvent, Finding } from './draft-shapes';

/** Text of a model or a person on one line: without breaks, and without what a terminal would obey. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

/** What happens to a draft, as lines; none for text that comes. Assumptions are counted: the draft has them once it is done. */
export function eventLines(event: DraftEvent): readonly string[] {
  switch (event.type) {
    case 'asked':
      return [
        event.purpose === 'draft'
          ? '  the model drafts …'
          : `  repair ${event.round}: the model mends ${counted(event.findings, 'finding')} …`,
      ];
    case 'revision': {
      const errors = event.diagnostics.filter(({ severity }) => severity === 'error').length;
      const found = errors === 0 ? 'compiles' : counted(errors, 'error');
      return [
        `  revision ${event.revision}: ${counted(event.steps, 'step')}, ${counted(event.assumptions.length, 'assumption')}, ${found}`,
        ...event.diagnostics.filter(isShown).map(findingLine),
      ];
    }
    case 'ended':
      return [
        `  ${event.status}${event.problem === null ? '' : `: ${oneLine(event.problem)}`}`,
        ...event.questions.map(({ about, question }) => `  question about ${oneLine(about)}: ${oneLine(question)}`),
      ];
    case 'text':
      return [];
  }
}

/** A plain assumption is not shown among findings; one that says that steps are gone is. */
function isShown({ code, severity, fixableByModel }: Finding): boolean {
  return severity !== 'info' && (code !== 'W_ASSUMPTION' || fixableByModel);
}

function findingLine({ code, severity, path, message }: Finding): string {
  return `    ${severity} ${code} at ${oneLine(path) || '/'}: ${oneLine(message)}`;
}

/** Which model it was, and that it is a simulated one where it is. */
export function modelText(model: Draft['model']): string {
  if (model === null) return 'none';
  return `${oneLine(model.model)}${model.simulated ? ' (simulated: fixed rules, no language model)' : ''}`;
}

/** What the model took for granted, each with its step. */
export function assumptionLines(assumptions: readonly Assumption[]): readonly string[] {
  if (assumptions.length === 0) return ['  it took nothing for granted'];
  return [
    '  it took for granted:',
    ...assumptions.map(({ step, assumption }) => `    ${step === null ? '' : `${oneLine(step)}: `}${oneLine(assumption)}`),
  ];
}

/** Why a draft is not submitted; null where it can be. */
export function whyNot({ status, current }: Draft): string | null {
  if (status === 'needs_answers') return 'the request leaves questions open, and the demo answers none: say it in the request';
  if (status === 'held_biosafety') return 'the draft is held for the biosafety officer, and nothing of it is run';
  if (status !== 'drafted') return `there is no draft to submit: it is ${status}`;
  if (current === null || current.document === null) return 'the model wrote nothing that is a protocol';
  return current.errors === 0 ? null : `revision ${current.number} does not compile: ${counted(current.errors, 'error')}`;
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
