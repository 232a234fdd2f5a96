import { cleanTranscript, heardWords, type HeardWord } from './heard-words';

/** What a stop that is heard is: of the run, or of everything at once. */
export type HeardStop = 'stop' | 'emergency_stop';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const STOPPING = set('stop halt abort');
/** Said around a stop, and changing nothing about it. */
const AROUND = set(
  'the this that these those it run everything all now at once immediately right away here of its my our please wait oh no hey quick quickly ' +
    'labwright machine machines instrument instruments emergency estop e help',
);
/** What instruments are called, are of, and do. */
const THINGS = set(
  'shaker shakers heater heaters cooler incubator incubators reader readers centrifuge centrifuges pump pumps washer dispenser dispensers robot arm ' +
    'gripper handler pipette pipettes cycler thermocycler sealer peeler mixer stirrer vortexer sonicator printer stacker camera microscope balance ' +
    'furnace oven bath laser lamp motor rotor fan valve door drawer lid clamp plate plates tube tubes liquid step protocol process operation ' +
    'shaking heating cooling mixing spinning dispensing pumping reading moving incubating incubation stirring washing aspirating pipetting sealing ' +
    'centrifuging running working cycling measuring measurement scanning imaging printing rotating rotation sonicating weighing opening closing ' +
    'number one two three four five six a b c d',
);
/** Said before a stop by somebody who asks for it. */
const ASKING = [
  ...[
    'can you',
    'could you',
    'would you',
    'will you',
    'you need to',
    'you have to',
    'you must',
    'i need you to',
    'i want you to',
    'i said',
  ],
  ...[
    'we need to',
    'we have to',
    'we must',
    'we should',
    'i need to',
    'i want to',
    'i have to',
    'lets',
    'just',
    'no',
    'oh no',
    'wait',
    'hey',
  ],
  ...['wait a second', 'wait a minute', 'wait a moment', 'one second', 'one moment', 'hold on', 'hang on', 'hold on a second'],
].map((phrase) => phrase.split(' '));
/** Said before an emergency. */
const BEFORE_EMERGENCY = ['this is an', 'it is an', 'its an', 'there is an', 'theres an', 'we have an', 'i have an', 'an'].map((phrase) =>
  phrase.split(' '),
);
/** With one of these it is no stop, or a question about one. */
const NO_STOP = set(
  'not dont doesnt didnt isnt wont cannot cant shouldnt never nor without unless why when how what which who where whether talking speaking ' +
    'listening asking repeating saying',
);
/** With one of these in its sentence it is a stop for later, which nobody but a person can keep in mind; with a time after it, too. */
const LATER = set('if when after until till unless');
const TIME = set('later tomorrow tonight minute minutes second seconds hour hours degrees percent');
/** After the words of an emergency stop: what is told or asked of one. */
const TOLD = set('button buttons switch is was has had does did not works work test drill procedure of when where why what how if or');
/** After "emergency" alone: what has happened. */
const HAPPENED = set('there theres fire smoke spill leak somebody someone my we i its in at on help please come quick now');
/** Everything off, in other words. */
const EVERYTHING_OFF = new Set([
  ...['shut everything down', 'shut down everything', 'shut it all down', 'turn everything off', 'turn off everything'],
  ...['switch everything off', 'switch off everything', 'kill everything', 'kill the power', 'cut the power', 'everything off'],
]);
/** Words of a stop of something that has no name here; more is a text. */
const MOST_WORDS = 20;

/**
 * The stop in a transcript; null where there is none. It is looked for in each sentence, and in each part of one between commas: a stop that
 * comes with other words is a stop, because stopping once too often costs less than once too rarely. An emergency is one only where nothing
 * is told or asked of it. `isText`: what begins like this is written down as it was said, whatever words are in it.
 */
export function stopIn(transcript: string, isText: (heard: readonly HeardWord[]) => boolean): HeardStop | null {
  const sentences = cleanTranscript(transcript).split(/(?<=[.!?;…])\s|\s?[—–]\s?/u);
  const found = sentences.flatMap((sentence) => stopsIn(sentence, isText));
  return found.includes('emergency_stop') ? 'emergency_stop' : (found[0] ?? null);
}

function stopsIn(sentence: string, isText: (heard: readonly HeardWord[]) => boolean): readonly HeardStop[] {
  const heard = heardWords(sentence);
  const words = heard.map(({ word }) => word);
  if (isText(heard)) return [];
  const asks = sentence.trimEnd().endsWith('?');
  if (beginsEmergency(withoutAsking(words)) && !asks) return ['emergency_stop'];
  if (words.some((word) => LATER.has(word))) return [];
  return sentence.split(/,\s/).flatMap((part) => stopOf(heardWords(part), asks) ?? []);
}

/** `asks`: it ends like a question. */
function stopOf(heard: readonly HeardWord[], asks: boolean): HeardStop | null {
  const words = heard.map(({ word }) => word);
  const said = withoutAsking(words);
  if (beginsEmergency(said) && !asks) return 'emergency_stop';
  if (words.some((word) => NO_STOP.has(word)) || said.some((word) => TIME.has(word))) return null;
  if (isEmergency(withoutFirst(said, BEFORE_EMERGENCY) ?? said, asks)) return 'emergency_stop';
  if (!said.some((word) => STOPPING.has(word))) return null;
  if (said.every((word) => isAround(word) || isThing(word))) return 'stop';
  // Whatever it is that is to stop: not every name is known here.
  const wanted = STOPPING.has(said[0] ?? '') && said.length <= MOST_WORDS && (!asks || said.length < words.length);
  return wanted ? 'stop' : null;
}

function beginsEmergency(words: readonly string[]): boolean {
  const [first, second = ''] = words;
  const length = first === 'estop' ? 1 : (first === 'emergency' && STOPPING.has(second)) || (first === 'e' && second === 'stop') ? 2 : 0;
  return length > 0 && !TOLD.has(words[length] ?? '');
}

function isEmergency(words: readonly string[], asks: boolean): boolean {
  if (EVERYTHING_OFF.has(words.join(' '))) return true;
  const around = words.every((word) => isAround(word));
  const stops = words.some((word) => STOPPING.has(word));
  if (stops && words.includes('everything') && words.every((word) => isAround(word) || isThing(word))) return true;
  if (stops && words.includes('all') && around) return true;
  if (around && words.some((word, at) => word === 'emergency' || word === 'estop' || (word === 'e' && words[at + 1] === 'stop')))
    return true;
  return words[0] === 'emergency' && !asks && HAPPENED.has(words[1] ?? '');
}

function isAround(word: string): boolean {
  return AROUND.has(word) || STOPPING.has(word);
}

function isThing(word: string): boolean {
  return THINGS.has(word) || /^\d+$/.test(word);
}

function withoutAsking(words: readonly string[]): readonly string[] {
  const rest = withoutFirst(words, ASKING);
  return rest === null || rest.length === 0 ? words : withoutAsking(rest);
}

/** What follows the longest of the phrases that the words begin with; null when they begin with none. */
function withoutFirst(words: readonly string[], phrases: readonly (readonly string[])[]): readonly string[] | null {
  const lengths = phrases.filter((phrase) => phrase.every((part, at) => words[at] === part)).map(({ length }) => length);
  return lengths.length === 0 ? null : words.slice(Math.max(...lengths));
}
