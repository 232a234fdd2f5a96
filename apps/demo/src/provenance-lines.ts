import { counted, modelText, oneLine } from './draft-lines';
import type { Assumption, Draft, ModelCall, RunQuestion, StepProvenance } from './draft-shapes';

const BY: Readonly<Record<StepProvenance['by'], string>> = {
  person: 'person',
  model: 'model',
  model_then_person: 'model, then person',
};

/** Each step of a protocol that was drafted: who wrote it, in which call, and of which words. */
export function provenanceLines(
  draft: Pick<Draft, 'model'>,
  steps: readonly StepProvenance[],
  assumptions: readonly Assumption[],
): readonly string[] {
  const widths = { step: widest(steps.map(({ step }) => step)), by: widest(steps.map(({ by }) => BY[by])) };
  return [
    `Who wrote the ${counted(steps.length, 'step')}; the model is ${modelText(draft.model)}`,
    ...steps.map(({ step, by, sentences, source, callId }) => {
      const said = assumptions.filter((each) => each.step === step).map(({ assumption }) => oneLine(assumption));
      const request = by === 'person' ? [] : ['the request'];
      const words = [
        ...(source === null
          ? request
          : [`${sentences.length === 1 ? 'sentence' : 'sentences'} ${sentences.join(', ')}, "${oneLine(source)}"`]),
        ...said,
      ].join('; ');
      const call = callId === null ? '' : `call ${callId}`;
      const of = words === '' ? '' : `of ${words}`;
      return [`  ${step.padEnd(widths.step)}`, BY[by].padEnd(widths.by), call, of]
        .filter((part) => part !== '')
        .join('  ')
        .trimEnd();
    }),
  ];
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}

/** Every call of the model for a draft, the oldest first. */
export function callLines(calls: readonly ModelCall[]): readonly string[] {
  return [
    `Calls of the model for the draft: ${calls.length}`,
    ...calls.map(({ id, purpose, modelAsked, promptName, promptVersion, status, inputTokens, outputTokens }) => {
      const prompt = promptName === null ? 'no prompt' : `prompt ${promptName} version ${promptVersion ?? '?'}`;
      return `  call ${id}  ${purpose.padEnd(6)}  ${oneLine(modelAsked)}, ${prompt}, ${status}; tokens: ${inputTokens ?? '?'} in, ${outputTokens ?? '?'} out`;
    }),
  ];
}

/** What a run asked the model, and what became of each answer; questions to people alone are left out. */
export function consultLines(questions: readonly RunQuestion[]): readonly string[] {
  const asked = questions.flatMap(({ question, by, model }) => (model === null ? [] : [{ question, by, model }]));
  return [
    `The model was asked about the readings of the run: ${counted(asked.length, 'question')}`,
    ...asked.flatMap(({ question, by, model: said }) => [
      `  "${oneLine(question)}"`,
      `    asked      ${said.model === null ? 'no model' : oneLine(said.model)}, prompt consult version ${said.promptVersion ?? '?'}, call ${said.call ?? 'none'}`,
      `    said       ${said.decision === null ? 'nothing' : `${said.decision}${adjusted(said.adjust)}: ${oneLine(said.reason)}`}`,
      `    rests on   ${said.readings.join(', ') || 'no reading'}`,
      `    came of it ${said.status === 'settled' ? 'applied' : `${said.status}: ${oneLine(said.outcome)}`}${by === null ? '' : `; answered by ${oneLine(by)}`}`,
    ]),
  ];
}

function adjusted(adjust: readonly { readonly param: string; readonly value: number; readonly unit: string }[]): string {
  return adjust.length === 0
    ? ''
    : ` ${adjust.map(({ param, value, unit }) => `${oneLine(param)} to ${value} ${oneLine(unit)}`).join(', ')}`;
}
