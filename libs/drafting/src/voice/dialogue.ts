import type { VoiceCommand } from './grammar';
import { doubtfulOf, missingOf, type Scene, type SceneEvidence, type SceneTask } from './scene';
import { bareLabel, spelled } from './spoken-label';
import { nameOf, numberWords, questionOf, sentence, taskWords, timeWords, unitWords } from './spoken-words';
import type { VoiceAct } from './voice-act';

/** What is said to a command: only words; words and an act that waits for a yes; or an act at once, which a stop alone is. */
export type VoiceReply =
  | { readonly kind: 'say'; readonly say: string }
  | { readonly kind: 'read_back'; readonly say: string; readonly act: VoiceAct }
  | { readonly kind: 'at_once'; readonly act: VoiceAct & { readonly kind: 'stop' } };

/** Everything but an emergency, which is answered once everything was told to stop (`emergency-words.ts`). */
export type CalmCommand = Exclude<VoiceCommand, { readonly kind: 'emergency_stop' }>;

export const HELP =
  'You can say: claim, done, next, repeat, what is next, how long, reading and a number, barcode or lot and its letters, answer, note, accept, ' +
  'start over, pause, resume, yes, no. Stop pauses the run at once. Emergency stop stops every instrument at once. Everything else is a question to the ' +
  'assistant.';

const say = (words: string): VoiceReply => ({ kind: 'say', say: words });
const readBack = (words: string, act: VoiceAct): VoiceReply => ({ kind: 'read_back', say: `${words} Say yes.`, act });
const NO_EMERGENCY_STOP =
  'This was not the emergency stop: to break off what goes on, say emergency stop, or press the red button of the instrument.';
const NOTHING = 'There is nothing for you to do now.';

/**
 * The reply to a command, of a scene. Pure. `yes` and `no` are answered where the token is known; without one there is nothing to confirm.
 * Whether whoever speaks may do it is asked where it is done.
 */
export function replyTo(command: CalmCommand, scene: Scene): VoiceReply {
  const { task, runStatus } = scene;
  switch (command.kind) {
    case 'stop':
      return { kind: 'at_once', act: { kind: 'stop' } };
    case 'pause':
      if (runStatus === 'held') return readBack('The run is held. You have it stay paused when that is answered.', { kind: 'pause' });
      return runStatus === 'running'
        ? readBack('You pause the run.', { kind: 'pause' })
        : say(`The run is ${runStatus}; there is nothing to pause.`);
    case 'resume':
      return runStatus === 'paused' ? readBack('You let the run go on.', { kind: 'resume' }) : say(`The run is ${runStatus}, not paused.`);
    case 'help':
      return say(HELP);
    case 'yes':
    case 'no':
      return say('There is nothing to confirm.');
    case 'how_long':
      return say(howLong(scene));
    case 'what_next':
      return say(whatNext(scene));
    default:
      return task === null ? say(`${NOTHING} ${howLong(scene)}`.trim()) : replyAtTask(command, task, scene);
  }
}

type AtTask = Exclude<CalmCommand, { readonly kind: 'stop' | 'pause' | 'resume' | 'help' | 'yes' | 'no' | 'how_long' | 'what_next' }>;

function replyAtTask(command: AtTask, task: SceneTask, scene: Scene): VoiceReply {
  switch (command.kind) {
    case 'next':
      return say(task.claimed ? `${task.title} is not done yet. ${taskWords(task, scene)}` : taskWords(task, scene));
    case 'repeat':
      return say(taskWords(task, scene));
    case 'claim':
      return task.claimed
        ? say(`You have it already. ${taskWords(task, scene)}`)
        : readBack(`You take the task ${sentence(task.title)}`, { kind: 'claim' });
    case 'done':
    case 'confirm':
      return done(task, scene);
    case 'start_over':
      return readBack(`What you have brought for ${task.title} is forgotten.`, { kind: 'start_over' });
    case 'note':
      return readBack(`Your note: ${sentence(command.text)}`, { kind: 'note', text: command.text });
    case 'accept':
      return accept(command.reason, scene);
    case 'reading':
      return reading(command.value, command.unit, scene);
    case 'label':
      return label(command.of, command.label, scene);
    case 'answer':
      return put(asked(scene, ['text']), command.text, () => command.text);
  }
}

/** Everything that is confirmed is said: what it is that a yes says yes to. */
function done(task: SceneTask, scene: Scene): VoiceReply {
  const missing = missingOf(scene);
  if (missing) return say(`Before that: ${questionOf(missing)}`);
  const doubtful = doubtfulOf(scene);
  if (doubtful) return say(`${photoWords(doubtful)} Look at it. Take another photo, or say accept, and why.`);
  const confirms = task.evidence.filter(({ kind }) => kind === 'confirm').flatMap(({ prompt }) => prompt ?? []);
  const confirmed = confirms.length === 0 ? '' : ` You confirm: ${confirms.map(sentence).join(' ')}`;
  const unseen = task.evidence.some(({ photo }) => photo !== null && photo.verdict === null)
    ? ' Nobody but you has looked at the photo.'
    : '';
  const photos = Object.fromEntries(task.evidence.flatMap(({ id, photo }) => (photo === null ? [] : [[id, photo.sha256]])));
  return readBack(`You said done with the step ${sentence(task.title)}${confirmed}${unseen}`, { kind: 'done', photos });
}

function photoWords({ photo }: SceneEvidence): string {
  const seen = photo?.observations.slice(0, 3).map(sentence).join(' ') ?? '';
  return `The check of the photo says ${photo?.verdict}: ${seen}`.trim();
}

function accept(reason: string, scene: Scene): VoiceReply {
  const doubtful = doubtfulOf(scene);
  if (!doubtful?.photo) return say('There is no photo that needs to be accepted.');
  const { verdict, sha256: photo } = doubtful.photo;
  const act = { kind: 'accept', evidence: doubtful.id, photo, reason } as const;
  return readBack(`You accept the photo although its check says ${verdict}, because: ${sentence(reason)}`, act);
}

/** The first evidence of one of these kinds that is missing. */
function asked({ task, drafts }: Scene, kinds: readonly SceneEvidence['kind'][]): SceneEvidence | null {
  return task?.evidence.find(({ id, kind }) => kinds.includes(kind) && drafts.evidence[id] === undefined) ?? null;
}

function put(evidence: SceneEvidence | null, value: string | number | { value: number; unit: string }, words: () => string): VoiceReply {
  if (!evidence) return say('That is not asked for. To bring something else, say start over.');
  return readBack(`${nameOf(evidence)}: ${sentence(words())}`, { kind: 'put', evidence: evidence.id, value });
}

/** A unit that is said has to be the one that is asked for: nothing is converted behind a person's back. */
function reading(value: number, unit: string | null, scene: Scene): VoiceReply {
  const evidence = asked(scene, ['number']);
  if (evidence && unit !== null && unit !== evidence.unit)
    return say(
      `${sentence(nameOf(evidence))} It is asked for in ${unitWords(evidence.unit) || (evidence.unit ?? 'no unit')}. Say it again.`,
    );
  const wanted = evidence?.unit ?? null;
  return put(evidence, wanted === null ? value : { value, unit: wanted }, () => numberWords(value, wanted));
}

/** One that the lab has on record, however it is spelled, where exactly one is like it. */
function label(of: 'barcode' | 'lot' | null, heard: string, scene: Scene): VoiceReply {
  const evidence = asked(scene, of === null ? ['barcode', 'lot'] : [of]);
  const like = evidence?.known.filter((each) => bareLabel(each) === bareLabel(heard)) ?? [];
  const meant = like.length === 1 ? (like[0] ?? heard) : heard;
  return put(evidence, meant, () => spelled(meant));
}

function howLong({ task, waitS }: Scene): string {
  if (task?.dueInS !== undefined && task.dueInS !== null)
    return task.dueInS >= 0 ? `This is due in ${timeWords(task.dueInS)}.` : `This was due ${timeWords(-task.dueInS)} ago.`;
  return waitS === null ? 'No time is running.' : `What is under way takes another ${timeWords(waitS)}.`;
}

function whatNext({ task, comes }: Scene): string {
  const now = task ? `Now: ${sentence(task.title)}` : NOTHING;
  return comes.length === 0 ? `${now} Nothing comes after it.` : `${now} Then: ${sentence(comes.slice(0, 2).join(', then '))}`;
}

/** Operations that are named; the others are counted. */
const MOST_NAMED = 3;

/** What goes on all the same, by name. */
function goingOn({ underWay }: Scene): string {
  if (underWay.length === 0) return 'No operation of it is under way.';
  const named = underWay
    .slice(0, MOST_NAMED)
    .map(({ title, instrument, kept }) => `${instrument} ${kept ? 'keeps what was set by' : 'goes on with'} ${title}`);
  const more = underWay.length - named.length;
  return sentence(`${named.join(', ')}${more > 0 ? `, and ${more} more` : ''}`);
}

/** What is said once an act is done, of the scene after it. */
export function wordsAfter(act: VoiceAct, scene: Scene): string {
  const { task, runStatus } = scene;
  switch (act.kind) {
    case 'stop': {
      const held =
        runStatus === 'held'
          ? 'The run is held, and stays paused when that is answered.'
          : `The run is ${runStatus}; nothing of it begins.`;
      return `${runStatus === 'paused' ? 'Stopped: the run is paused, nothing else begins.' : held} ${goingOn(scene)} ${NO_EMERGENCY_STOP}`;
    }
    case 'pause':
      return runStatus === 'held'
        ? 'The run is held, and stays paused when that is answered.'
        : `The run is paused. ${goingOn(scene)} Say resume to let it go on.`;
    case 'resume':
      return 'The run goes on.';
    case 'note':
      return 'Noted.';
    case 'claim':
      return task ? taskWords(task, scene) : NOTHING;
    case 'done':
      return task ? `Done. ${taskWords(task, scene)}` : `Done. ${NOTHING} ${howLong(scene)}`;
    case 'start_over':
    case 'put':
    case 'accept': {
      const missing = missingOf(scene);
      return missing ? questionOf(missing) : 'Everything is there. Say done when it is.';
    }
  }
}
