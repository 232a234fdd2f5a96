import type { ConsultRow, ModelQuestionRow, StoryEvent } from '@labwright/persistence';
import { textOf } from './run-story';

/** Something that a person was asked, and what was answered. */
export interface RunQuestion {
  /** `hold`: the run asked, because something went wrong; `consult`: the protocol asked. */
  readonly kind: 'hold' | 'consult';
  readonly question: string;
  readonly askedLab: Date;
  readonly answeredLab: Date | null;
  /** `redo`, `happened`, `not_happened`, `skip`, `abort`; `continue`, `adjust`, `stop`; null while nobody has answered. */
  readonly answer: string | null;
  readonly note: string | null;
  readonly by: string | null;
  /** What the model was asked about it, and what it said; null where it was not. */
  readonly model: ModelQuestionRow | null;
}

/** Questions of a run in the order in which they were asked. An answer is to one of them, or to all that the run was held for. */
export function questionsOf(
  story: readonly StoryEvent[],
  consults: readonly ConsultRow[],
  models: readonly ModelQuestionRow[] = [],
): readonly RunQuestion[] {
  const asked: RunQuestion[] = [];
  let open: number[] = [];
  const answer = ({ atLab, actor }: StoryEvent, answered: string, note: string, to: string | null = null): void => {
    for (const i of open) {
      const question = asked[i];
      if (question && (to === null || question.question === to))
        asked[i] = { ...question, answeredLab: atLab, answer: answered, note: note || null, by: actor };
    }
    open = open.filter((i) => asked[i]?.answeredLab === null);
  };
  for (const event of story) {
    const { type, data, atLab } = event;
    if (type === 'run.held') {
      open.push(asked.length);
      asked.push({
        kind: 'hold',
        question: textOf(data, 'reason'),
        askedLab: atLab,
        answeredLab: null,
        answer: null,
        note: null,
        by: null,
        model: models.find((each) => each.kind === 'advice' && each.about === textOf(data, 'reason')) ?? null,
      });
    } else if (type === 'task.answered' && textOf(data, 'reason') !== '')
      answer(event, textOf(data, 'choice'), textOf(data, 'note'), textOf(data, 'reason'));
    else if (type === 'run.answered') answer(event, textOf(data, 'choice'), textOf(data, 'note'));
    else if (type === 'run.stopping') answer(event, 'abort', textOf(data, 'reason'));
  }
  const consulted = consults.map(({ task, question, askedLab, answeredLab, choice, note, by, byModel }): RunQuestion => ({
    kind: 'consult',
    question,
    askedLab,
    answeredLab,
    answer: choice,
    note: note || null,
    by: by === null ? null : `${byModel ? 'model' : 'user'}:${by}`,
    model: models.find((each) => each.task === task) ?? null,
  }));
  return [...asked, ...consulted].toSorted((a, b) => a.askedLab.getTime() - b.askedLab.getTime());
}
