import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Recovery, RecoveryAnswer, Task } from '../api/generated/tasks';
import { usageError } from '../exit-code';
import type { Session } from '../session';
import { moment } from '../show/duration';

export const RECOVERY_CHOICES = ['redo', 'happened', 'not_happened', 'skip', 'abort'] satisfies RecoveryAnswer['choice'][];

type Places = NonNullable<RecoveryAnswer['places']>;

export interface PlaceOptions {
  readonly place?: Places;
}

export interface RecoverOptions extends PlaceOptions {
  readonly choice: RecoveryAnswer['choice'];
  readonly note: string;
  readonly asRecorded?: boolean;
}

/** `nest=labware`, or `nest=empty`; one more of an option. @throws InvalidArgumentError */
export function place(text: string, before: Places = []): Places {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('nest=labware is needed, or nest=empty, such as "incubator-1.clamp-2=plate".');
  const nest = text.slice(0, at);
  if (before.some((other) => other.nest === nest)) throw new InvalidArgumentError(`${nest} is given twice.`);
  const labware = text.slice(at + 1);
  return [...before, { nest, labware: labware === '' || labware === 'empty' ? null : labware }];
}

/** The option with which an answer says where labware is. */
export function withPlaces(command: Command): Command {
  return command.addOption(
    new Option('--place <nest=labware>', 'what stands on a nest of the instrument, or "empty"; for each nest').argParser(place),
  );
}

/** What is known, what can be answered, and what each answer leads to. */
export function recoveryFields({ recovery, status }: Task): readonly (readonly [string, readonly string[] | string | null])[] {
  if (!recovery) return [];
  const { evidence, options, places } = recovery;
  return [
    ['known', evidence.map(({ what, text, at }) => `${at === null ? '' : `${moment(at)} `}${what}: ${text}`)],
    ['in the nests', places.map(({ nest, name }) => `${nest}: ${name ?? 'nothing'} (as recorded)`)],
    ['choices', options.map(({ choice, consequence }) => `${choice}: ${consequence}`)],
    [
      'answer with',
      status === 'open' || status === 'claimed'
        ? `labwright tasks recover ID --choice ${options.map(({ choice }) => choice).join('|')}`
        : null,
    ],
  ];
}

/** The answer as it is sent. @throws usage error when the choice is none of the task, or needs places that were not given */
export function recoveryAnswer(recovery: Recovery | null, { choice, note, place: given, asRecorded }: RecoverOptions): RecoveryAnswer {
  if (!recovery)
    throw usageError('this is no recovery task; complete it with `labwright tasks done`, or answer it with `labwright tasks answer`');
  const option = recovery.options.find((each) => each.choice === choice);
  if (!option) throw usageError(`the task takes: ${recovery.options.map((each) => each.choice).join(', ')}`);
  if (given && asRecorded) throw usageError('give --place for each nest, or --as-recorded');
  const places = given ?? (asRecorded ? recovery.places.map(({ nest, labware }) => ({ nest, labware })) : undefined);
  if (option.needsPlaces && !places) {
    const shown = recovery.places.map(({ nest, name }) => `--place ${nest}=${name ?? 'empty'}`).join(' ');
    throw usageError(`look what is in each nest first, and say so: ${shown}`, 'give --as-recorded if it is as the record has it');
  }
  return { choice, note, ...(places ? { places } : {}) };
}

export async function recover(session: Session, task: Task, options: RecoverOptions): Promise<void> {
  const body = recoveryAnswer(task.recovery, options);
  const answered = await session.api.call('recoverTask', { path: { id: task.id }, body });
  const run = await session.api.call('getRun', { path: { id: task.run } });
  session.show(answered, () => [`${answered.title}: ${answered.answer?.choice ?? answered.status}; the run is ${run.status}`]);
}
