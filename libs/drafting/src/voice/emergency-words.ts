import { sentence } from './spoken-words';

/** What came of an emergency stop at one instrument, as its bench agent answered. */
export interface StoppedInstrument {
  readonly instrument: string;
  /** Its stop commands are on the wire. */
  readonly sent: boolean;
}

/** Instruments that are named. */
const MOST_NAMED = 5;

/**
 * What is said after an emergency stop of the whole lab: who was told, where somebody has to go and look, and how it is cleared.
 * `recorded`: the record has it. `silent`: bench agents that did not answer.
 */
export function emergencyWords(stopped: readonly StoppedInstrument[], silent: readonly string[], recorded: boolean): string {
  const untold = stopped.filter(({ sent }) => !sent).map(({ instrument }) => instrument);
  const told = stopped.length - untold.length;
  const reached =
    stopped.length === 0
      ? 'No bench agent told of any instrument.'
      : `${told} of ${stopped.length} ${stopped.length === 1 ? 'instrument was' : 'instruments were'} told to stop.`;
  const missed = [...untold, ...silent.map((agent) => `everything of the bench agent ${agent}`)];
  const more = missed.length - MOST_NAMED;
  const names = `${missed.slice(0, MOST_NAMED).join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
  return [
    `Emergency stop. ${reached}`,
    missed.length === 0 ? '' : `Not told: ${sentence(names)} Go there and press the red button.`,
    recorded ? 'The runs that use them are held.' : 'It is not in the record yet.',
    'To clear it, a technician or an engineer looks at each instrument and arms it again at the screen. See there whether each one is at rest.',
  ]
    .filter((part) => part !== '')
    .join(' ');
}
