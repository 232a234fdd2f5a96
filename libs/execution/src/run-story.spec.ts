import type { ConsultRow, RunStepRow, StoryEvent } from '@labwright/persistence';
import { questionsOf } from './run-questions';
import { deviationsOf, spansOf, textOf } from './run-story';

const at = (second: number): Date => new Date(1_000 * second);
const event = (type: StoryEvent['type'], second: number, data: Record<string, unknown> = {}, actor = 'system'): StoryEvent => ({
  type,
  actor,
  stepInstanceId: null,
  data,
  atLab: at(second),
  atWall: at(second),
});
const step = (id: string, iterationPath: string, started: number | null) =>
  ({ id, stepId: 'read', iterationPath, startedLab: started === null ? null : at(started) }) as unknown as RunStepRow;

describe('the story of a run', () => {
  it('stretches end with what ends them, or with the next of their kind; the last may be open', () => {
    const story = [
      event('step.interrupted', 1, { by: 'a' }),
      event('step.resumed', 3),
      event('step.interrupted', 5),
      event('step.interrupted', 6),
    ];
    const spans = spansOf(story, ['step.interrupted'], ['step.resumed'], ({ data }) => textOf(data, 'by') || 'nobody');
    expect(spans).toEqual([
      { from: at(1), to: at(3), reason: 'a' },
      { from: at(5), to: at(6), reason: 'nobody' },
      { from: at(6), to: null, reason: 'nobody' },
    ]);
  });

  it('a deviation without a path is of the instance that began last before it', () => {
    const steps = [step('first', 'loop/1', 10), step('second', 'loop/2', 20), step('third', 'loop/3', null)];
    const story = [
      event('run.deviated', 15, { step: 'read', error: 'out of range' }),
      event('run.deviated', 25, { step: 'read', path: 'loop/1', reason: 'late', lateMs: 1_200 }),
      event('run.deviated', 26, { reason: 'a rule of the house' }),
    ];
    const found = deviationsOf(steps, story);
    expect(found.get('first')).toMatchObject([
      { reason: 'out of range', lateMs: null },
      { reason: 'late', lateMs: 1_200, iterationPath: 'loop/1' },
    ]);
    expect(found.get('second')).toBeUndefined();
    expect(found.get('')).toMatchObject([{ step: null, reason: 'a rule of the house' }]);
  });

  it('one answer answers all that the run was held for; what came later waits for its own', () => {
    const consult: ConsultRow = {
      task: 't',
      question: 'Wait longer?',
      role: 'scientist',
      choice: 'continue',
      note: '',
      by: 'ada',
      byModel: false,
      askedLab: at(2),
      answeredLab: at(4),
    };
    const story = [
      event('run.held', 1, { reason: 'no reply' }),
      event('run.held', 3, { reason: 'a jam' }),
      event('run.answered', 5, { choice: 'redo', note: 'looked' }, 'user:grace'),
      event('run.held', 7, { reason: 'again' }),
      event('run.stopping', 8, { reason: 'enough' }, 'user:grace'),
      event('run.held', 9, { reason: 'not safe' }),
    ];
    const short = questionsOf(story, [consult]).map(({ question, answer, note, by }) => [question, answer, note, by]);
    expect(short).toEqual([
      ['no reply', 'redo', 'looked', 'user:grace'],
      ['Wait longer?', 'continue', null, 'user:ada'],
      ['a jam', 'redo', 'looked', 'user:grace'],
      ['again', 'abort', 'enough', 'user:grace'],
      ['not safe', null, null, null],
    ]);
  });
});
