import type { VerbManifest } from './manifest';
import { fromCanonical } from './quantity';
import type { VerbCall } from './capability';

/** What a person can say of what holds a run. */
export const RecoveryChoice = {
  redo: 'redo',
  happened: 'happened',
  not_happened: 'not_happened',
  skip: 'skip',
  abort: 'abort',
} as const;
export type RecoveryChoice = (typeof RecoveryChoice)[keyof typeof RecoveryChoice];

/** One possible answer, with what it leads to, for the person who gives it. */
export interface RecoveryOption {
  readonly choice: RecoveryChoice;
  readonly consequence: string;
  /** Whether it has to say where the labware of the instrument is. */
  readonly needsPlaces: boolean;
}

/** What holds a run, as far as the possible answers depend on it. */
export interface RecoveryCase {
  /**
   * `unknown`: whether an operation happened; `failed`: it is known not to have happened; `hold_broken`: a state was held, and not to the end;
   * `question`: what a condition or a reading means; `late`: its window is missed; `run`: something else, and no step is asked about.
   */
  readonly about: 'unknown' | 'failed' | 'hold_broken' | 'question' | 'late' | 'run';
  readonly kind: string;
  /** Verbs of the operation, in order; none for other steps. */
  readonly calls: readonly VerbCall[];
  /** What the manifest says of each verb. */
  readonly repeats: ReadonlyMap<string, VerbManifest['repeat']>;
  /** Of a hold: lab milliseconds asked for, and held so far. */
  readonly holdMs: number | null;
  readonly heldMs: number | null;
  /** Whether the operation has to do with labware that lies on its instrument. */
  readonly touchesLabware: boolean;
}

const ABORT =
  'The run ends as cancelled: instruments that no other run has reserved go to their safe state, and labware stays where it is until a person moves it.';

/** The answers that are possible, with their consequences in plain words; pure. */
export function recoveryOptions(trouble: RecoveryCase): readonly RecoveryOption[] {
  const { about, calls, repeats, kind, touchesLabware } = trouble;
  const option = (choice: RecoveryChoice, consequence: string, needsPlaces = false): RecoveryOption => ({
    choice,
    consequence,
    needsPlaces,
  });
  const amount = dispensed(calls);
  const mayRepeat = !calls.some(({ verb }) => repeats.get(verb) === 'action');
  const abort = option('abort', ABORT);
  const skip = option('skip', 'The step is left out, and the run goes on without it; recorded as a deviation.');
  const redo = (consequence: string) => option('redo', consequence, touchesLabware);
  switch (about) {
    case 'unknown': {
      const counts = amount === null ? 'the step counts as done' : `the ${amount} count as dispensed`;
      const happened = `It happened: ${counts}; the run goes on with the next step; recorded as a deviation.`;
      const again = amount === null ? 'the step is done again' : `the step is done again, ${amount} will be dispensed`;
      return [
        option('happened', calls.some(({ verb }) => repeats.get(verb) === 'read') ? `${happened} It has no readings then.` : happened),
        option('not_happened', `It did not happen: ${again}.`, touchesLabware),
        ...(mayRepeat ? [redo('The step is done again, whatever became of it: what is reached already is not changed by that.')] : []),
        skip,
        abort,
      ];
    }
    case 'hold_broken':
      return [
        option('happened', `The hold counts as kept${shortBy(trouble)}; the run goes on with the next step; recorded as a deviation.`),
        redo(`The state is established again and held for ${seconds(trouble.holdMs ?? 0)} from the beginning.`),
        skip,
        abort,
      ];
    case 'failed':
      return [
        redo(
          amount === null
            ? 'The step, which is known not to have happened, is begun again.'
            : `The step is begun again, ${amount} will be dispensed.`,
        ),
        skip,
        abort,
      ];
    case 'late':
      return [redo('The step starts all the same as soon as it can; by how much it is late is recorded as a deviation.'), skip, abort];
    case 'question':
      if (kind === 'decision') return [redo('The conditions are asked again.'), skip, abort];
      return [
        redo(kind === 'repeat' ? 'One more round is done, and the condition is asked again.' : 'The step is done again.'),
        option('happened', 'It counts as it should have been; the run goes on with the next step; recorded as a deviation.'),
        skip,
        abort,
      ];
    case 'run':
      return [option('redo', 'The run goes on, and what it waits for is looked at again.'), abort];
  }
}

/** What the operation dispenses in all, such as `0.5 mL`; null where it dispenses nothing. */
function dispensed(calls: readonly VerbCall[]): string | null {
  const microlitres = calls.filter(({ verb }) => verb === 'dispense').reduce((sum, { parameters }) => sum + (parameters['volume'] ?? 0), 0);
  if (microlitres === 0) return null;
  const unit = microlitres >= 100 ? 'mL' : 'uL';
  return `${Number(fromCanonical('volume', microlitres, unit).toPrecision(6))} ${unit === 'uL' ? 'µL' : unit}`;
}

function shortBy({ holdMs, heldMs }: RecoveryCase): string {
  return holdMs === null || heldMs === null || heldMs >= holdMs ? '' : `, ${seconds(holdMs - heldMs)} shorter than asked`;
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}
