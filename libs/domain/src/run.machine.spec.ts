import * as fc from 'fast-check';
import { hasCode, type LabError } from './lab-error';
import {
  RunStatus,
  initialRun,
  isTerminalRun,
  transitionRun as subject,
  type RunEffect,
  type RunEvent,
  type RunState,
} from './run.machine';

const hold = (reason: string): RunEvent => ({ type: 'hold', reason });
const EVENTS: readonly RunEvent[] = [
  { type: 'start' },
  { type: 'pause' },
  { type: 'resume' },
  hold('no reply'),
  hold('lid is open'),
  { type: 'answer' },
  { type: 'deviate' },
  { type: 'cancel' },
  { type: 'fail' },
  { type: 'stopped' },
  { type: 'finish' },
];
const STATES = Object.values(RunStatus);
const ENDS: readonly RunEvent['type'][] = ['cancel', 'fail', 'finish', 'stopped'];

function frozen(state: RunState): RunState {
  return Object.freeze({ ...state, holdReasons: Object.freeze([...state.holdReasons]) });
}

/** The error with which the event is refused, or undefined when it is taken. */
function refusal(state: RunState, event: RunEvent): LabError<'STATE_EVENT_NOT_ALLOWED'> | undefined {
  try {
    subject(frozen(state), Object.freeze(event));
    return undefined;
  } catch (error) {
    if (hasCode(error, 'STATE_EVENT_NOT_ALLOWED')) return error;
    throw error;
  }
}

/** What each status takes, found by asking; the walks below choose from it. */
const taken = (status: RunStatus) => EVENTS.filter((event) => !refusal({ ...initialRun, status }, event));
const TAKEN = Object.fromEntries(STATES.map((status) => [status, taken(status)])) as Record<RunStatus, RunEvent[]>;

interface Taken {
  readonly from: RunState;
  readonly event: RunEvent;
  readonly to: RunState;
  readonly effects: readonly RunEffect[];
}

/** Follows the choices from a new run, first among the events that do not end it, then among all. The state given is frozen each time. */
function follow(middle: readonly number[], end: readonly number[]): Taken[] {
  const path: Taken[] = [];
  let from = initialRun;
  const choose = (events: readonly RunEvent[], choice: number) => {
    const event = events[choice % events.length];
    if (event === undefined) return;
    const { state, effects } = subject(frozen(from), Object.freeze(event));
    path.push({ from, event, to: state, effects });
    from = state;
  };
  for (const choice of middle) {
    const events = TAKEN[from.status].filter(({ type }) => !ENDS.includes(type));
    choose(events, choice);
  }
  for (const choice of end) choose(TAKEN[from.status], choice);
  return path;
}

const anyPath = fc
  .tuple(fc.array(fc.nat(10), { maxLength: 15, size: 'max' }), fc.array(fc.nat(10), { maxLength: 6 }))
  .map(([middle, end]) => follow(middle, end));
const last = (path: readonly Taken[]) => path.at(-1)?.to ?? initialRun;
/** A walk in which every event must be taken. */
const go = (...events: RunEvent[]) => events.reduce((state, event) => subject(frozen(state), event).state, initialRun);

/** What a state says that it must not, in words. */
function contradictions({ status, resumeTo, stopReason, holdReasons, deviations }: RunState): string[] {
  const found: string[] = [];
  if (!STATES.includes(status)) found.push(`no such state as ${status}`);
  if ((resumeTo !== null) !== (status === 'held')) found.push(`${status} goes back to ${resumeTo}`);
  if ((stopReason !== null) !== ['stopping', 'cancelled', 'failed'].includes(status)) found.push(`${status} because of ${stopReason}`);
  if ((status === 'cancelled' || status === 'failed') && stopReason !== status) found.push(`${status} because of ${stopReason}`);
  if (['ready', 'running', 'paused'].includes(status) && holdReasons.length > 0) found.push(`${status} with reasons to hold`);
  if (new Set(holdReasons).size !== holdReasons.length) found.push('the same reason twice');
  if (status === 'completed' && deviations > 0) found.push('completed in spite of deviations');
  if (status === 'completed_with_deviations' && deviations === 0) found.push('deviations without one');
  return found;
}

describe('a run', () => {
  it('when any events come in any order, stays inside its states and keeps each field to the states that it belongs to', () => {
    fc.assert(
      fc.property(anyPath, (path) => {
        expect(path.flatMap(({ to }) => contradictions(to))).toEqual([]);
      }),
    );
  });

  it('when walked at random, gets to every state, so that the other properties speak of all of them', () => {
    const seen = fc.sample(anyPath, { numRuns: 300, seed: 7 }).flatMap((path) => path.map(({ to }) => to.status));
    expect([...new Set([initialRun.status, ...seen])].toSorted()).toEqual(STATES.toSorted());
  });

  it.each(STATES)('when it is %s and an event is refused, names exactly the events that it would take', (status) => {
    const types = [...new Set(TAKEN[status].map(({ type }) => type))];
    for (const event of EVENTS.filter((each) => !TAKEN[status].includes(each))) {
      const context = refusal({ ...initialRun, status }, event)?.context;
      expect(context).toMatchObject({ machine: 'run', state: status, event: event.type });
      expect(context?.allowed.toSorted()).toEqual(types.toSorted());
    }
  });

  it.each(STATES.filter(isTerminalRun))('when it is %s, refuses every event and says that it is final', (status) => {
    for (const event of EVENTS) {
      const error = refusal({ ...initialRun, status }, event);
      expect(error?.code).toBe('STATE_EVENT_NOT_ALLOWED');
      expect(error?.message).toContain(`${status} is final`);
    }
  });

  it.each(STATES.filter((status) => !isTerminalRun(status)))('when it is %s, takes a cancel', (status) => {
    expect(TAKEN[status]).toContainEqual({ type: 'cancel' });
  });

  it('when cancelled in any state that is not final, ends as cancelled once its instruments have stopped', () => {
    const cancelled = (state: RunState) => {
      const next = subject(frozen(state), { type: 'cancel' }).state;
      return isTerminalRun(next.status) ? next : subject(next, { type: 'stopped' }).state;
    };
    fc.assert(
      fc.property(anyPath, (path) => {
        const open = path.map(({ to }) => to).filter((state) => !isTerminalRun(state.status) && state.stopReason !== 'failed');
        const ends = [initialRun, ...open].map(cancelled);
        expect(ends.filter(({ status, stopReason }) => status !== 'cancelled' || stopReason !== 'cancelled')).toEqual([]);
      }),
    );
  });

  it('when cancelled while a failure is already stopping it, takes the cancel and still ends as failed', () => {
    const stopping = go({ type: 'start' }, { type: 'fail' }, { type: 'cancel' });
    expect(stopping.status).toBe('stopping');
    expect(subject(stopping, { type: 'stopped' }).state.status).toBe('failed');
  });

  it('when it fails while a cancel is already stopping it, still ends as cancelled', () => {
    const stopping = go({ type: 'start' }, { type: 'cancel' }, { type: 'fail' });
    expect(subject(stopping, { type: 'stopped' }).state.status).toBe('cancelled');
  });

  it('when a paused run is held and answered, is paused again, however often it is held and whatever deviates meanwhile', () => {
    const whileHeld = fc.constantFrom<RunEvent>(hold('no reply'), hold('lid is open'), { type: 'deviate' }, { type: 'pause' });
    fc.assert(
      fc.property(fc.array(whileHeld), (events) => {
        const held = go({ type: 'start' }, { type: 'pause' }, hold('no reply'), ...events);
        expect(held.status).toBe('held');
        const { state, effects } = subject(held, { type: 'answer' });
        expect(state).toMatchObject({ status: 'paused', resumeTo: null, holdReasons: [] });
        expect(effects).toEqual([]);
      }),
    );
  });

  it('when a running run is held and answered, runs on and advances', () => {
    const { state, effects } = subject(go({ type: 'start' }, hold('no reply')), { type: 'answer' });
    expect(state).toEqual({ ...initialRun, status: 'running' });
    expect(effects).toEqual(['advance']);
  });

  it('when it is paused while held, is paused after the answer', () => {
    const held = go({ type: 'start' }, hold('no reply'), { type: 'pause' });
    expect(held.status).toBe('held');
    expect(subject(held, { type: 'answer' }).state.status).toBe('paused');
  });

  it('when the same trouble is reported twice, keeps it once, and another one beside it', () => {
    const { holdReasons } = go({ type: 'start' }, hold('no reply'), hold('no reply'), hold('lid is open'));
    expect(holdReasons).toEqual(['no reply', 'lid is open']);
  });

  it('when trouble comes during a stop, goes on stopping and keeps the trouble for the record', () => {
    const state = go({ type: 'start' }, { type: 'cancel' }, hold('heater does not answer'));
    expect(state).toMatchObject({ status: 'stopping', stopReason: 'cancelled', holdReasons: ['heater does not answer'] });
  });

  it.each([
    [0, 'completed'],
    [1, 'completed_with_deviations'],
    [3, 'completed_with_deviations'],
  ])('when it finishes after %i deviations, is %s', (deviations, status) => {
    const running = go({ type: 'start' }, ...Array.from({ length: deviations }, () => ({ type: 'deviate' as const })));
    expect(subject(running, { type: 'finish' }).state).toMatchObject({ status, deviations });
  });

  it('when it goes its way, counts a deviation for each one that is reported and forgets none', () => {
    fc.assert(
      fc.property(anyPath, (path) => {
        expect(last(path).deviations).toBe(path.filter(({ event }) => event.type === 'deviate').length);
      }),
    );
  });

  it('when it goes its way, stops its instruments once at most and lets go of its places once, at the end', () => {
    fc.assert(
      fc.property(anyPath, (path) => {
        const effects = path.flatMap((taking) => taking.effects);
        const { status } = last(path);
        expect(effects.filter((effect) => effect === 'release_reservations')).toHaveLength(isTerminalRun(status) ? 1 : 0);
        const stops = effects.filter((effect) => effect === 'stop_instruments').length;
        expect(stops).toBe(path.some(({ to }) => to.status === 'stopping') ? 1 : 0);
      }),
    );
  });
});
