import { Option } from 'commander';
import type { StepAnswerRequest } from '../api/generated/jobs';
import type { CommandLine } from '../command-line';
import type { Session } from '../session';

const CHOICES = ['retry', 'skip', 'happened'] satisfies StepAnswerRequest['choice'][];

export function addSteps(line: CommandLine): void {
  const group = line.group('steps', 'Steps of runs that are held: one answer at a time');
  line
    .leaf<StepAnswerRequest, [string]>(group, 'answer <id>', 'Answers for one step of a held run, as `labwright jobs` names it', answer)
    .addOption(new Option('--choice <choice>', 'do it again, leave it out, or take it as done').choices(CHOICES).makeOptionMandatory())
    .requiredOption('--note <text>', 'what was seen at the instrument');
}

async function answer(session: Session, { choice, note }: StepAnswerRequest, id: string): Promise<void> {
  const answered = await session.api.call('answerStep', { path: { id }, body: { choice, note } });
  const { step, run, open } = answered;
  session.show(answered, () => [
    `${step.title} is ${step.status}; the run is ${run.status}`,
    ...open.map((it) => `still open: ${it.title}: ${it.problem}; labwright steps answer ${it.id} --choice ${it.choices.join('|')}`),
  ]);
}
