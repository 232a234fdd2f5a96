import type { Draft, DraftRevision } from '../api/generated/drafts';
import type { Diagnostic, StepProvenance } from '../api/generated/schemas';
import { plain, type Colour, type Paint } from '../show/paint';
import type { DraftEvent } from './draft-events';

const COLOURS: Readonly<Record<Diagnostic['severity'], Colour>> = { error: 'red', warning: 'yellow', info: 'blue' };

/** What happens to a draft, as lines for a person; none for text that comes. */
export function eventLines(event: DraftEvent, paint: Paint): readonly string[] {
  switch (event.type) {
    case 'asked':
      return [
        event.purpose === 'draft'
          ? 'the model drafts ...'
          : `repair ${event.round}: the model mends ${counted(event.findings, 'finding')} ...`,
      ];
    case 'text':
      return [];
    case 'revision': {
      const errors = event.diagnostics.filter(({ severity }) => severity === 'error').length;
      const found = errors === 0 ? paint('green', 'compiles') : paint('red', counted(errors, 'error'));
      return [
        `${paint('bold', `revision ${event.revision}`)}: ${counted(event.steps, 'step')}, ${found}`,
        ...findingLines(event.diagnostics, paint),
      ];
    }
    case 'ended':
      return [
        ...(event.problem === null ? [] : [`${event.status}: ${plain(event.problem)}`]),
        ...event.questions.map(({ about, question }) => `${paint('yellow', 'question')} (${plain(about)}): ${plain(question)}`),
      ];
  }
}

/** Errors and warnings, one a line with its place. */
export function findingLines(diagnostics: readonly Diagnostic[], paint: Paint): readonly string[] {
  return diagnostics
    .filter(({ severity }) => severity !== 'info')
    .map(
      ({ severity, code, path, message }) =>
        `  ${paint(COLOURS[severity], `${severity} ${code}`)} ${plain(path) || '/'}: ${plain(message)}`,
    );
}

/** Sentences of a written protocol that became no step. */
export function unusedLines({ sentences }: Pick<DraftRevision, 'sentences'>): readonly string[] {
  const unused = sentences.filter(({ steps }) => steps.length === 0);
  if (sentences.length === 0) return [];
  if (unused.length === 0) return [`each of ${counted(sentences.length, 'sentence')} became a step`];
  return [
    `${unused.length} of ${counted(sentences.length, 'sentence')} became no step:`,
    ...unused.map(({ number, text, why }) => `  ${number}. ${plain(text)} (${plain(why ?? 'no reason given')})`),
  ];
}

/** Who wrote each step, and of which sentences. */
export function provenanceLines({ steps, sentences }: Pick<DraftRevision, 'steps' | 'sentences'>): readonly string[] {
  const texts = new Map(sentences.map(({ number, text }) => [number, text]));
  return steps.map(({ step, by, sentences: of, callId }) => {
    const words = of.map((number) => plain(texts.get(number) ?? '')).join(' ');
    const source = of.length === 0 ? '' : ` of ${of.length === 1 ? 'sentence' : 'sentences'} ${of.join(', ')}: ${words}`;
    return `${step}: ${by.replaceAll('_', ' ')}${callId === null ? '' : ` (call ${callId.slice(0, 8)})`}${source}`;
  });
}

/** Who wrote each step of a protocol, by which model, and of which words; nothing of one that people wrote themselves. */
export function writerLines(steps: readonly StepProvenance[]): readonly string[] {
  return steps.map(({ step, by, model, callId, source }) => {
    const named = model === null ? '' : ` ${plain(modelText(model))}`;
    const call = callId === null ? '' : ` (call ${callId.slice(0, 8)})`;
    return `${step}: ${by.replaceAll('_', ' ')}${named}${call}${source === null ? '' : ` of: ${plain(source)}`}`;
  });
}

/** Which model it was, and that it is a simulated one where it is. */
export function modelText(model: Draft['model']): string {
  if (model === null) return 'none yet';
  return model.simulated ? `${model.model} (simulated model)` : model.model;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
