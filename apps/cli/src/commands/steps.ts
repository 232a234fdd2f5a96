import { Option } from 'commander';
import type { StepAnswerRequest } from '../api/generated/jobs';
import type { CommandLine } from '../command-line';
import type { Session } from '../session';
import { withPlaces, type PlaceOptions } from './recovery';

const CHOICES = ['retry', 'skip', 'happened', 'not_happened'] satisfies StepAnswerRequest['choice'][];

type StepAnswer = Pick<StepAnswerRequest, 'choice' | 'note'> & PlaceOptions;

export function addSteps(line: CommandLine): void {
  const group = line.group('steps', 'Steps of runs that are held: one answer at a time');
  withPlaces(
    line
      .leaf<StepAnswer, [string]>(group, 'answer <id>', 'Answers for one step of a held run, as `labwright jobs` names it', answer)
      .addOption(
        new Option('--choice <choice>', 'do it again, leave it out, take it as done, or do it because it was not')
          .choices(CHOICES)
          .makeOptionMandatory(),
      )
      .requiredOption('--note <text>', 'what was seen at the instrument'),
  );
}

async function answer(session: Session, { choice, note, place: places }: StepAnswer, id: string): Promise<void> {
  const answered = await session.api.call('answerStep', { path: { id }, body: { choice, note, places } });
  const { step, run, open } = answered;
  session.show(answered, () => [
    `${step.title} is ${step.status}; the run is ${run.status}`,
    ...open.map((it) => `still open: ${it.title}: ${it.problem}; labwright steps answer ${it.id} --choice ${it.choices.join('|')}`),
  ]);
}
