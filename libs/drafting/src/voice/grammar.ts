import { MOST_TRANSCRIPT, heardWords, type HeardWord } from './heard-words';
import { spokenLabel } from './spoken-label';
import { spokenNumber } from './spoken-number';
import { spokenUnit } from './spoken-unit';
import { stopIn } from './stop-words';

/** What can be said with one phrase. */
export type SimpleCommand =
  | 'next'
  | 'repeat'
  | 'claim'
  | 'done'
  | 'confirm'
  | 'pause'
  | 'resume'
  | 'stop'
  | 'emergency_stop'
  | 'help'
  | 'yes'
  | 'no'
  | 'what_next'
  | 'how_long'
  | 'start_over';

/** Everything that can be said to the lab. `unit` is UCUM, null where none was said. */
export type VoiceCommand =
  | { readonly [Kind in SimpleCommand]: { readonly kind: Kind } }[SimpleCommand]
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'accept'; readonly reason: string }
  | { readonly kind: 'reading'; readonly value: number; readonly unit: string | null }
  | { readonly kind: 'label'; readonly of: 'barcode' | 'lot' | null; readonly label: string };

/** Commands that change nothing, neither in the lab nor in what is put down for a task. */
export const HarmlessCommands = ['next', 'repeat', 'help', 'no', 'what_next', 'how_long'] as const;

const PHRASES: Readonly<Record<Exclude<SimpleCommand, 'stop' | 'emergency_stop'>, readonly string[]>> = {
  next: ['next', 'next step', 'next one', 'next task', 'go to the next step', 'continue', 'go on'],
  repeat: ['repeat', 'repeat that', 'repeat it', 'repeat the step', 'say again', 'say that again', 'again', 'once more', 'pardon', 'what'],
  claim: ['claim', 'claim it', 'claim the task', 'claim this task', 'i take it', 'ill take it', 'i will take it', 'take the task'],
  done: [
    'done',
    'its done',
    'it is done',
    'i am done',
    'im done',
    'all done',
    'thats done',
    'that is done',
    'finished',
    'i am finished',
    'im finished',
    'step done',
  ],
  confirm: ['confirm', 'confirmed', 'i confirm', 'i confirm it', 'i confirm that', 'check', 'checked'],
  pause: ['pause', 'pause it', 'pause the run', 'pause this run', 'hold the run'],
  resume: ['resume', 'resume it', 'resume the run', 'continue the run', 'unpause', 'unpause the run'],
  help: ['help', 'help me', 'what can i say', 'what can i do', 'commands', 'which commands are there'],
  yes: [
    'yes',
    'yes yes',
    'yeah',
    'yep',
    'yes it is',
    'yes i do',
    'yes that is right',
    'correct',
    'thats correct',
    'that is correct',
    'affirmative',
  ],
  no: [
    'no',
    'no no',
    'nope',
    'no wait',
    'negative',
    'wrong',
    'thats wrong',
    'that is wrong',
    'cancel',
    'never mind',
    'nevermind',
    'forget it',
  ],
  what_next: ['what is next', 'whats next', 'what comes next', 'what do i do next', 'what now', 'what is to be done', 'whats to be done'],
  how_long: [
    'how long',
    'how much longer',
    'how long is it',
    'how long does it take',
    'how long is left',
    'how much time',
    'how much time is left',
    'time left',
    'when is it due',
  ],
  start_over: ['start over', 'start again', 'clear it', 'clear everything', 'from the beginning'],
};
const BY_PHRASE: ReadonlyMap<string, SimpleCommand> = new Map(
  Object.entries(PHRASES).flatMap(([kind, phrases]) => phrases.map((phrase) => [phrase, kind as SimpleCommand] as const)),
);

const BEFORE_READING = [
  'the reading is',
  'reading is',
  'the reading',
  'reading',
  'read the value',
  'read value',
  'read the',
  'read',
  'the value is',
  'value is',
  'the value',
  'value',
  'it reads',
  'it shows',
  'it is',
  'i count',
  'i counted',
  'i read',
  'number',
].map((phrase) => phrase.split(' '));
const BEFORE_LABEL = [
  ['barcode', 'barcode'],
  ['the barcode', 'barcode'],
  ['bar code', 'barcode'],
  ['lot', 'lot'],
  ['the lot', 'lot'],
  ['lot number', 'lot'],
  ['the lot number', 'lot'],
  ['batch', 'lot'],
  ['label', null],
  ['code', null],
] as const;
const BEFORE_NOTE = ['note', 'take a note', 'make a note', 'note that', 'note down'].map((phrase) => phrase.split(' '));
const BEFORE_ANSWER = ['answer', 'the answer is', 'my answer is', 'text'].map((phrase) => phrase.split(' '));
const BEFORE_ACCEPT = ['accept', 'accept it', 'accept the photo', 'i accept', 'i accept it', 'i accept the photo'].map((phrase) =>
  phrase.split(' '),
);

/**
 * The command that a transcript is, as a whole; null for everything else, which is never acted on. Pure: the same text gives the same command,
 * whoever says it. Fillers, punctuation and case do not count; nothing is guessed from parts of a sentence, but a stop (`stop-words.ts`).
 */
export function parseCommand(transcript: string): VoiceCommand | null {
  if (transcript.length > MOST_TRANSCRIPT) return null;
  const heard = heardWords(transcript);
  const words = heard.map(({ word }) => word);
  if (words.length === 0) return null;
  const stop = stopIn(transcript, (said) => spokenText(said) !== null);
  if (stop !== null) return { kind: stop };
  const simple = BY_PHRASE.get(words.join(' '));
  if (simple !== undefined) return { kind: simple };
  return spokenText(heard) ?? spokenReading(words) ?? spokenLabelOf(heard);
}

/** Words after the longest of the phrases that they begin with; null when they begin with none, or nothing follows. */
function after<T extends HeardWord | string>(words: readonly T[], phrases: readonly (readonly string[])[]): readonly T[] | null {
  const word = (at: number): string | undefined => {
    const it = words[at];
    return typeof it === 'object' ? it.word : it;
  };
  const lengths = phrases.filter((phrase) => phrase.every((part, i) => word(i) === part)).map((phrase) => phrase.length);
  const longest = Math.max(0, ...lengths);
  return longest === 0 || longest === words.length ? null : words.slice(longest);
}

function spokenText(heard: readonly HeardWord[]): VoiceCommand | null {
  const text = (rest: readonly HeardWord[]): string => rest.map(({ raw }) => raw).join(' ');
  const note = after(heard, BEFORE_NOTE);
  if (note) return { kind: 'note', text: text(note) };
  const answer = after(heard, BEFORE_ANSWER);
  if (answer) return { kind: 'answer', text: text(answer) };
  const accept = after(heard, BEFORE_ACCEPT);
  const reason = accept?.[0]?.word === 'because' && accept.length > 1 ? accept.slice(1) : accept;
  return reason ? { kind: 'accept', reason: text(reason) } : null;
}

/** With or without words before it; the number and a known unit are all that follows. */
function spokenReading(words: readonly string[]): VoiceCommand | null {
  const rest = after(words, BEFORE_READING) ?? words;
  const number = spokenNumber(rest);
  if (!number) return null;
  const said = rest.slice(number.words);
  const unit = said.length === 0 ? null : spokenUnit(said);
  return said.length > 0 && unit === null ? null : { kind: 'reading', value: number.value, unit };
}

function spokenLabelOf(heard: readonly HeardWord[]): VoiceCommand | null {
  const matches = BEFORE_LABEL.filter(([phrase]) => after(heard, [phrase.split(' ')]) !== null);
  const [longest] = matches.toSorted(([a], [b]) => b.length - a.length);
  if (!longest) return null;
  const rest = after(heard, [longest[0].split(' ')]) ?? [];
  const label = spokenLabel(rest[0]?.word === 'is' ? rest.slice(1) : rest);
  return label === null ? null : { kind: 'label', of: longest[1], label };
}
