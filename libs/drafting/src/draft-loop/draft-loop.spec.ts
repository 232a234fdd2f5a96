import { randomUUID } from 'node:crypto';
import type { Diagnostic, Draft } from '@labwright/protocol';
import type { DraftAnswer } from '../answers.schema';
import type { FailureKind, ModelOutcome, ModelRequest } from '../model-port';
import { Prompt } from '../prompt';
import { draftLoop, type DraftParts, type DraftProgress, type DraftTask } from './draft-loop';
import type { DraftCheck, DraftRound } from './draft-round';
import { sentencesOf } from './sentences';

const step = (id: string, minutes = 1) => ({ id, kind: 'wait', duration: { value: minutes, unit: 'min' } });
const answer = (ids: readonly string[] | null, more: Partial<DraftAnswer> = {}, minutes = 1): DraftAnswer => ({
  protocol: ids && ({ title: 'A draft', steps: ids.map((id) => step(id, minutes)) } as never),
  questions: [],
  assumptions: [],
  sentences: [],
  ...more,
});
const error = (path: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
  code: 'E_RANGE',
  severity: 'error',
  path,
  message: `wrong at ${path}`,
  fixableByModel: true,
  ...more,
});
const HOLD = error('/title', { code: 'E_BIOSAFETY_HOLD', fixableByModel: false });
const PROMPTS = { draft: Prompt.read('draft'), repair: Prompt.read('repair') };
const TASK: DraftTask = { data: [{ kind: 'request', value: { request: 'wait' } }], sentences: [], changes: null };

type Reply = DraftAnswer | FailureKind;

/** A model that gives these answers, one after the other, and a compiler that finds these things in them. */
class Script {
  readonly asked: ModelRequest<DraftAnswer>[] = [];
  readonly calls: string[] = [];
  readonly words: (readonly string[])[] = [];
  readonly kept: DraftRound[] = [];
  readonly told: DraftProgress[] = [];

  constructor(
    private readonly replies: readonly Reply[],
    private readonly found: readonly (readonly Diagnostic[])[] = [],
  ) {}

  run(task: DraftTask = TASK, more: Partial<DraftParts> = {}) {
    return draftLoop(task, {
      model: { ask: (request) => this.ask(request as never) as never },
      prompts: PROMPTS,
      check: (draft, words) => this.check(draft, words),
      repairs: 4,
      context: { actor: 'someone' },
      tell: (progress) => this.told.push(progress),
      keep: (round) => Promise.resolve(void this.kept.push(round)),
      ...more,
    });
  }

  private ask(request: ModelRequest<DraftAnswer>): Promise<ModelOutcome<DraftAnswer>> {
    const reply = this.replies[this.asked.length];
    this.asked.push(request);
    const callId = randomUUID();
    this.calls.push(callId);
    if (reply === undefined) throw new Error('the model is asked more often than it should be');
    if (typeof reply === 'string') return Promise.resolve({ ok: false, failure: reply, message: `it is ${reply}`, callId });
    request.onText?.('{');
    return Promise.resolve({ ok: true, value: reply, history: [...(request.history ?? []), reply], callId });
  }

  private check(draft: Draft | null, words: readonly string[]): Promise<DraftCheck> {
    this.words.push(words);
    const diagnostics = this.found[this.asked.length - 1] ?? [];
    return Promise.resolve({ document: draft && { ...draft }, diagnostics, ofDraft: diagnostics });
  }
}

describe('the draft loop', () => {
  it('when the first draft compiles, asks once and keeps it with its call', async () => {
    const subject = new Script([answer(['rest'])]);
    const outcome = await subject.run();
    expect(outcome).toMatchObject({ ended: 'drafted', why: null, failure: null, questions: [] });
    expect(subject.asked).toMatchObject([{ purpose: 'draft', prompt: PROMPTS.draft, data: TASK.data, answer: { name: 'protocol' } }]);
    expect(subject.kept).toEqual(outcome.rounds);
    expect(outcome.rounds).toMatchObject([
      { round: 0, diagnostics: [], steps: [{ step: 'rest', by: 'model', sentences: [], callId: subject.calls[0] }] },
    ]);
    expect(subject.told).toEqual([
      { type: 'asked', round: 0, purpose: 'draft', findings: 0 },
      { type: 'text', round: 0, piece: '{' },
    ]);
  });

  it('when the compiler finds something, gives back what a model may mend with everything that was said, and nothing else', async () => {
    const mine = error('/steps/0');
    const notMine = [
      error('/steps/1', { code: 'E_CAPACITY', fixableByModel: false }),
      error('', { code: 'W_LONG_HOLD', severity: 'warning' }),
    ];
    const subject = new Script([answer(['rest']), answer(['rest'], {}, 2)], [[mine, ...notMine], notMine]);
    const outcome = await subject.run();
    expect(outcome.ended).toBe('drafted');
    const [, repair] = subject.asked;
    expect(repair).toMatchObject({ purpose: 'repair', prompt: PROMPTS.repair, data: [{ kind: 'diagnostics', value: [mine] }] });
    expect(repair?.history).toEqual([answer(['rest'])]);
    expect(outcome.rounds.map(({ diagnostics }) => diagnostics)).toEqual([[mine, ...notMine], notMine]);
    expect(outcome.rounds[1]?.steps).toMatchObject([{ step: 'rest', callId: subject.calls[1] }]);
  });

  it('when the same findings come back, stops', async () => {
    const twice = [error('/steps/0'), error('/steps/0', { message: 'again' })];
    const subject = new Script([answer(['a']), answer(['a'], {}, 2), answer(['a'], {}, 3)], [twice, [error('/steps/1')], twice.slice(1)]);
    const outcome = await subject.run();
    expect(outcome).toMatchObject({ ended: 'drafted', why: 'the same findings came back after repair 2, so no further one was asked for' });
    expect(outcome.rounds.at(-1)?.diagnostics).toHaveLength(1);
  });

  it.each([
    [9, 5],
    [4, 5],
    [2, 3],
    [0, 1],
  ])('when findings are left each time and %i repairs are allowed, asks %i times', async (repairs, times) => {
    const replies = Array.from({ length: 9 }, (_, i) => answer(['a'], {}, i + 1));
    const subject = new Script(
      replies,
      Array.from({ length: 9 }, (_, i) => [error(`/steps/${i}`)]),
    );
    expect(await subject.run(TASK, { repairs })).toMatchObject({
      ended: 'drafted',
      why: expect.stringContaining('findings are left') as string,
    });
    expect(subject.asked).toHaveLength(times);
  });

  it('when people have to decide about something in it, ends at once and asks for no repair', async () => {
    const subject = new Script([answer(['a'])], [[error('/steps/0'), HOLD]]);
    expect(await subject.run()).toMatchObject({ ended: 'held', holds: [HOLD], rounds: [{ round: 0 }] });
    expect(subject.asked).toHaveLength(1);
  });

  it('when the model asks, has its questions and no draft', async () => {
    const questions = [{ about: 'strain', question: 'Which strain?' }];
    const subject = new Script([answer(null, { questions })]);
    expect(await subject.run()).toMatchObject({ ended: 'asks', questions, rounds: [] });
    expect(subject.words).toEqual([['strain: Which strain?']]);
  });

  it('when what the model says beside the protocol is held, is held', async () => {
    const subject = new Script([answer(null, { questions: [{ about: 'agent', question: 'Which?' }] })], [[HOLD]]);
    expect(await subject.run()).toMatchObject({ ended: 'held', holds: [HOLD], rounds: [] });
  });

  it('when the model gives neither a protocol nor a question, says so', async () => {
    expect(await new Script([answer(null)]).run()).toMatchObject({ ended: 'failed', failure: 'malformed', rounds: [] });
  });

  it.each<[FailureKind, string, string]>([
    ['refused', 'failed', 'drafted'],
    ['rate_limited', 'failed', 'drafted'],
    ['biosafety', 'held', 'held'],
    ['cancelled', 'cancelled', 'cancelled'],
  ])('when the endpoint answers %s, is %s at first, and %s with a draft before it, which is kept', async (failure, first, later) => {
    expect(await new Script([failure]).run()).toMatchObject({ ended: first, failure, why: `it is ${failure}`, rounds: [] });
    const subject = new Script([answer(['a']), failure], [[error('/steps/0')]]);
    expect(await subject.run()).toMatchObject({ ended: later, failure, rounds: [{ diagnostics: [error('/steps/0')] }] });
  });

  it('when it is cancelled between two answers, asks no further', async () => {
    const abort = new AbortController();
    const subject = new Script([answer(['a'])], [[error('/steps/0')]]);
    const outcome = await subject.run(TASK, { signal: abort.signal, keep: () => Promise.resolve(abort.abort()) });
    expect([outcome.ended, subject.asked.length]).toEqual(['cancelled', 1]);
  });

  describe('steps that are left out', () => {
    it('are told to the model by their ids, and when it puts them back nothing is left', async () => {
      const subject = new Script([answer(['a', 'b', 'c']), answer(['a']), answer(['a', 'b', 'c'])], [[error('/steps/0')], [], []]);
      const outcome = await subject.run();
      const [{ value } = { value: null }] = subject.asked[2]?.data ?? [];
      expect(value).toMatchObject([
        { code: 'W_ASSUMPTION', path: '/steps', message: '2 steps were left out without being asked for: b, c' },
      ]);
      expect(outcome.rounds.map(({ diagnostics }) => diagnostics.length)).toEqual([1, 1, 0]);
      expect(outcome.why).toBeNull();
    });

    it('stay a finding when the model leaves them out again', async () => {
      const subject = new Script([answer(['a', 'b']), answer(['a']), answer(['a'], {}, 2)], [[error('/steps/0')], [], []]);
      const outcome = await subject.run();
      expect(outcome.why).toContain('the same findings came back');
      expect(outcome.rounds.at(-1)?.diagnostics).toMatchObject([{ message: '1 step was left out without being asked for: b' }]);
    });

    it('of a draft that is changed: those that the instruction names may go, and no other', async () => {
      const before = { document: { steps: ['a', 'b', 'c'].map((id) => step(id)) }, steps: [], sentences: [] };
      const changes = { ...before, instruction: 'Take out b.', since: [] };
      const subject = new Script([answer(['a']), answer(['a', 'c'])]);
      const outcome = await subject.run({ ...TASK, changes });
      const takenOut = '1 step that the instruction names is taken out: b';
      expect(outcome.rounds.map(({ diagnostics }) => diagnostics.map(({ message }) => message))).toEqual([
        ['1 step was left out without being asked for: c', takenOut],
        [takenOut],
      ]);
      expect(subject.asked[1]?.data).toMatchObject([{ value: [{ message: expect.stringContaining('asked for: c') as string }] }]);
    });

    it('that the instruction only speaks of are told to people, and the model is not asked for them', async () => {
      const changes = {
        document: { steps: [step('a'), step('b')] },
        steps: [],
        sentences: [],
        instruction: 'Wait 5 min before b.',
        since: [],
      };
      const subject = new Script([answer(['a'])]);
      expect((await subject.run({ ...TASK, changes })).rounds[0]?.diagnostics).toMatchObject([
        { code: 'W_ASSUMPTION', severity: 'warning', message: '1 step that the instruction names is taken out: b', fixableByModel: false },
      ]);
    });

    it('by an attempt before this one, are asked for again', async () => {
      const changes = { document: { steps: [step('a')] }, steps: [], sentences: [], instruction: null, since: ['a', 'b'] };
      const subject = new Script([answer(['a']), answer(['a', 'b'])]);
      const outcome = await subject.run({ ...TASK, changes });
      expect(outcome.rounds.map(({ diagnostics }) => diagnostics.map(({ message }) => message))).toEqual([
        ['1 step was left out without being asked for: b'],
        [],
      ]);
    });
  });

  it('tells assumptions at their steps, and says when a step is not there', async () => {
    const assumptions = [
      { step: 'b', assumption: '5 min, as usual' },
      { step: null, assumption: 'LB' },
      { step: 'x', assumption: 'dark' },
    ];
    const { rounds } = await new Script([answer(['a', 'b'], { assumptions })]).run();
    expect(rounds[0]?.diagnostics).toMatchObject([
      { code: 'W_ASSUMPTION', severity: 'warning', path: '/steps/1', message: 'the model took for granted: 5 min, as usual' },
      { path: '', message: 'the model took for granted: LB' },
      { path: '', message: 'the model took for granted: dark (of step "x", which is not there)' },
    ]);
  });

  describe('a written protocol', () => {
    const task = { ...TASK, sentences: sentencesOf('Wait. Read it. Look. Go home. Done.') };
    const told = [
      { number: 1, steps: ['a', 'b'], why: null },
      { number: 2, steps: ['b'], why: null },
      { number: 3, steps: [], why: 'nobody can look' },
      { number: 4, steps: ['gone'], why: null },
      { number: 9, steps: ['a'], why: null },
    ];

    it('is accounted for sentence by sentence, also where the model does not', async () => {
      const { rounds } = await new Script([answer(['a', 'b', 'c'], { sentences: told })]).run(task);
      expect(rounds[0]?.sentences).toEqual([
        { number: 1, text: 'Wait.', steps: ['a', 'b'], why: null },
        { number: 2, text: 'Read it.', steps: ['b'], why: null },
        { number: 3, text: 'Look.', steps: [], why: 'nobody can look' },
        { number: 4, text: 'Go home.', steps: [], why: 'it was to become gone, and no such step is in the draft' },
        { number: 5, text: 'Done.', steps: [], why: 'the model did not account for it' },
      ]);
      expect(rounds[0]?.steps.map(({ step: id, sentences }) => [id, sentences])).toEqual([
        ['a', [1]],
        ['b', [1, 2]],
        ['c', []],
      ]);
    });

    it('when a repair does not speak of it again, stays as it was', async () => {
      const subject = new Script([answer(['a', 'b'], { sentences: told }), answer(['a', 'b'], {}, 2)], [[error('/steps/0')], []]);
      const { rounds } = await subject.run(task);
      expect(rounds[1]?.sentences.slice(0, 2)).toEqual(rounds[0]?.sentences.slice(0, 2));
      expect(rounds[1]?.steps).toMatchObject([{ sentences: [1] }, { sentences: [1, 2] }]);
    });

    it('when a change of a draft does not speak of it, stays as it was in the draft', async () => {
      const sentences = [
        { number: 1, text: 'Wait.', steps: ['a'], why: null },
        { number: 3, text: 'Look.', steps: [], why: 'nobody can look' },
      ];
      const steps = [{ step: 'a', by: 'model', sentences: [1], callId: 'c-0' }] as const;
      const changes = { document: { steps: [step('a')] }, steps, sentences, instruction: 'Wait longer.', since: [] };
      const { rounds } = await new Script([answer(['a'], {}, 2)]).run({ ...TASK, sentences, changes });
      expect(rounds[0]).toMatchObject({ sentences, steps: [{ step: 'a', sentences: [1] }] });
    });
  });
});
