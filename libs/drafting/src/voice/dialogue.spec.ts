import fc from 'fast-check';
import { replyTo, wordsAfter, type CalmCommand } from './dialogue';
import { emergencyWords } from './emergency-words';
import { HarmlessCommands, parseCommand } from './grammar';
import type { Scene, SceneEvidence, SceneTask } from './scene';
import { NO_DRAFTS, withAct, type VoiceAct } from './voice-act';

const evidence = (id: string, kind: SceneEvidence['kind'], more: Partial<SceneEvidence> = {}): SceneEvidence => ({
  id,
  kind,
  of: null,
  prompt: null,
  unit: null,
  known: [],
  photo: null,
  ...more,
});
const task = (...asked: SceneEvidence[]): SceneTask => ({
  title: 'Thaw the cells',
  instruction: 'Thaw the cells on ice.',
  say: null,
  hazards: [],
  claimed: true,
  evidence: asked,
  dueInS: 90,
});
const scene = (more: Partial<Scene> = {}): Scene => ({
  runStatus: 'running',
  task: task(),
  comes: [],
  waitS: null,
  underWay: [],
  drafts: NO_DRAFTS,
  ...more,
});
const heard = (words: string, of: Scene) => replyTo(parseCommand(words) as CalmCommand, of);

describe('the reply to a command', () => {
  it('when a lot is spelled, means the one on record that is spelled like it, and reads it back sign by sign', () => {
    const lot = evidence('lot-cells', 'lot', { of: 'cells', known: ['CC-42', 'CC-43'] });
    expect(heard('lot charlie charlie four two', scene({ task: task(lot) }))).toEqual({
      kind: 'read_back',
      say: 'lot of cells: C C dash 4 2. Say yes.',
      act: { kind: 'put', evidence: 'lot-cells', value: 'CC-42' },
    });
    const twice = { ...lot, known: ['CC-42', 'cc42'] };
    expect(heard('lot c c 4 2', scene({ task: task(twice) }))).toMatchObject({ act: { value: 'CC42' } });
  });

  it('when several numbers are asked for, takes them in their order, each in its unit', () => {
    const numbers = [
      evidence('first', 'number', { unit: '{count}' }),
      evidence('second', 'number', { unit: 'Cel', prompt: 'Temperature' }),
    ];
    const first = heard('forty two colonies', scene({ task: task(...numbers) }));
    expect(first).toMatchObject({
      say: 'first: 42. Say yes.',
      act: { kind: 'put', evidence: 'first', value: { value: 42, unit: '{count}' } },
    });
    const drafts = withAct(NO_DRAFTS, (first as { act: VoiceAct }).act);
    expect(heard('reading 5 microlitres', scene({ task: task(...numbers), drafts }))).toMatchObject({
      kind: 'say',
      say: expect.stringContaining('degrees Celsius'),
    });
    expect(heard('4.5', scene({ task: task(...numbers), drafts }))).toMatchObject({ say: 'Temperature: 4.5 degrees Celsius. Say yes.' });
    expect(heard('reading 5', scene())).toEqual({ kind: 'say', say: 'That is not asked for. To bring something else, say start over.' });
  });

  it('when a photo was not looked at, says with done that nobody but the person has looked', () => {
    const photo = evidence('photo', 'photo', { photo: { sha256: 'a', verdict: null, observations: [] } });
    expect(heard('done', scene({ task: task(photo) }))).toMatchObject({
      act: { kind: 'done', photos: { photo: 'a' } },
      say: 'You said done with the step Thaw the cells. Nobody but you has looked at the photo. Say yes.',
    });
  });

  it('when one photo was accepted and another one is brought whose check does not pass either, asks for a word about that one', () => {
    const at = (sha256: string) =>
      task(evidence('photo', 'photo', { photo: { sha256, verdict: 'fail', observations: ['a lid is open'] } }));
    const accepted = heard('accept because it is only the lamp', scene({ task: at('a') }));
    expect(accepted).toMatchObject({ kind: 'read_back', act: { kind: 'accept', evidence: 'photo', photo: 'a' } });
    const drafts = withAct(NO_DRAFTS, (accepted as { act: VoiceAct }).act);
    expect(heard('done', scene({ task: at('a'), drafts }))).toMatchObject({ kind: 'read_back', act: { kind: 'done' } });
    expect(heard('done', scene({ task: at('b'), drafts }))).toEqual({
      kind: 'say',
      say: expect.stringContaining('says fail: a lid is open.'),
    });
  });

  it.each<[string, Partial<Scene>, string]>([
    ['how long', {}, 'This is due in 90 seconds.'],
    ['how long', { task: { ...task(), dueInS: -200 } }, 'This was due 3 minutes ago.'],
    ['how long', { task: null, waitS: 1_750 }, 'What is under way takes another 29 minutes.'],
    ['what is next', { comes: ['Add DNA', 'Add buffer', 'On ice'] }, 'Now: Thaw the cells. Then: Add DNA, then Add buffer.'],
    ['next', { task: null, waitS: 7_300 }, 'There is nothing for you to do now. What is under way takes another 2 hours.'],
    ['resume', {}, 'The run is running, not paused.'],
    ['yes', {}, 'There is nothing to confirm.'],
  ])('when somebody says "%s", tells it', (words, of, said) => {
    expect(heard(words, scene(of))).toEqual({ kind: 'say', say: said });
  });

  it('whatever is said, acts at once on a stop alone, and reads everything else back that changes something', () => {
    const harmless = new Set<string>(HarmlessCommands);
    const words = fc.constantFrom(
      'stop',
      'done',
      'claim',
      'pause',
      'note x',
      'reading 4',
      'lot a',
      'answer b',
      'accept c',
      'start over',
      'next',
      'help',
      'no',
      'yes',
    );
    fc.assert(
      fc.property(words, fc.constantFrom('running', 'paused', 'held'), fc.boolean(), (said, runStatus, idle) => {
        const command = parseCommand(said) as CalmCommand;
        const reply = replyTo(command, scene({ runStatus, ...(idle ? { task: null } : { task: { ...task(), claimed: false } }) }));
        expect(reply.kind === 'at_once').toBe(said === 'stop');
        if (harmless.has(command.kind)) expect(reply.kind).toBe('say');
        if (reply.kind === 'read_back') expect(reply.say).toMatch(/ Say yes\.$/);
      }),
    );
  });

  it('when a held run is to be paused, reads back that it stays paused after the answer', () => {
    expect(heard('pause', scene({ runStatus: 'held' }))).toEqual({
      kind: 'read_back',
      say: 'The run is held. You have it stay paused when that is answered. Say yes.',
      act: { kind: 'pause' },
    });
    expect(wordsAfter({ kind: 'pause' }, scene({ runStatus: 'held' }))).toBe('The run is held, and stays paused when that is answered.');
  });

  it('after a stop, says what goes on all the same, and how that is broken off', () => {
    const underWay = [
      { title: 'Shake', instrument: 'shaker-1', kept: false },
      { title: 'Warm', instrument: 'heater-1', kept: true },
    ];
    expect(wordsAfter({ kind: 'stop' }, scene({ runStatus: 'paused', underWay }))).toBe(
      'Stopped: the run is paused, nothing else begins. shaker-1 goes on with Shake, heater-1 keeps what was set by Warm. ' +
        'This was not the emergency stop: to break off what goes on, say emergency stop, or press the red button of the instrument.',
    );
    const five = Array.from({ length: 5 }, (_, at) => ({ title: `Step ${at}`, instrument: `shaker-${at}`, kept: false }));
    expect(wordsAfter({ kind: 'stop' }, scene({ runStatus: 'paused', underWay: five }))).toMatch(
      /shaker-2 goes on with Step 2, and 2 more\./,
    );
    expect(wordsAfter({ kind: 'stop' }, scene({ runStatus: 'paused' }))).toContain('No operation of it is under way.');
    expect(wordsAfter({ kind: 'stop' }, scene({ runStatus: 'held' }))).toMatch(
      /^The run is held, and stays paused when that is answered\./,
    );
  });

  it('after an emergency stop, says who was told, where to go, and how it is cleared', () => {
    const told = [
      { instrument: 'shaker-1', sent: true },
      { instrument: 'heater-1', sent: false },
    ];
    const said = emergencyWords(told, ['bench-9'], true);
    expect(said).toContain(
      'Emergency stop. 1 of 2 instruments were told to stop. Not told: heater-1, everything of the bench agent bench-9.',
    );
    expect(said).toContain('a technician or an engineer looks at each instrument and arms it again at the screen');
    expect(emergencyWords(told.slice(0, 1), [], true)).not.toContain('Not told');
    expect(emergencyWords([], [], false)).toMatch(/No bench agent told of any instrument.*not in the record yet/);
  });
});
