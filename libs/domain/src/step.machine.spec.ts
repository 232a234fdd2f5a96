import * as fc from 'fast-check';
import { hasCode, type LabError } from './lab-error';
import {
  StepStatus,
  initialStep,
  isTerminalStep,
  transitionStep as subject,
  type StepEffect,
  type StepEvent,
  type StepState,
} from './step.machine';

const EVENTS = [
  'prerequisites_met',
  'dispatched',
  'claimed',
  'hold_established',
  'hold_interrupted',
  'task_opened',
  'wait_begun',
  'body_begun',
  'succeeded',
  'failed',
  'try_again',
  'handed_over',
  'outcome_unknown',
  'questioned',
  'skipped',
  'cancelled',
] as const satisfies readonly StepEvent[];
const STATES = Object.values(StepStatus);
const ENDS: readonly StepEvent[] = ['succeeded', 'failed', 'skipped', 'cancelled'];
const ATTEMPT_OPEN: readonly StepStatus[] = ['dispatched', 'running', 'holding', 'awaiting_operator', 'in_body'];

/** The error with which the event is refused, or undefined when it is taken. */
function refusal(state: StepState, event: StepEvent): LabError<'STATE_EVENT_NOT_ALLOWED'> | undefined {
  try {
    subject(Object.freeze({ ...state }), event);
    return undefined;
  } catch (error) {
    if (hasCode(error, 'STATE_EVENT_NOT_ALLOWED')) return error;
    throw error;
  }
}

/** What each status takes, found by asking; the walks below choose from it. */
const taken = (status: StepStatus) => EVENTS.filter((event) => !refusal({ status, attempt: 1 }, event));
const TAKEN = Object.fromEntries(STATES.map((status) => [status, taken(status)])) as Record<StepStatus, StepEvent[]>;

interface Taken {
  readonly from: StepState;
  readonly event: StepEvent;
  readonly to: StepState;
  readonly effects: readonly StepEffect[];
}

/** Follows the choices from a new step, first among the events that do not end it, then among all. */
function follow(middle: readonly number[], end: readonly number[]): Taken[] {
  const path: Taken[] = [];
  let from = initialStep;
  const choose = (events: readonly StepEvent[], choice: number) => {
    const event = events[choice % events.length];
    if (event === undefined) return;
    const { state, effects } = subject(Object.freeze({ ...from }), event);
    path.push({ from, event, to: state, effects });
    from = state;
  };
  for (const choice of middle) {
    const events = TAKEN[from.status].filter((event) => !ENDS.includes(event));
    choose(events, choice);
  }
  for (const choice of end) choose(TAKEN[from.status], choice);
  return path;
}

const anyPath = fc
  .tuple(fc.array(fc.nat(15), { maxLength: 20, size: 'max' }), fc.array(fc.nat(15), { maxLength: 6 }))
  .map(([middle, end]) => follow(middle, end));
/** A walk in which every event must be taken. */
const go = (...events: StepEvent[]) => events.reduce((state, event) => subject(state, event).state, initialStep);

describe('a step', () => {
  it('when any events come in any order, stays inside its states', () => {
    fc.assert(
      fc.property(anyPath, (path) => {
        expect(path.filter(({ to }) => !STATES.includes(to.status))).toEqual([]);
      }),
    );
  });

  it('when walked at random, gets to every state, so that the other properties speak of all of them', () => {
    const seen = fc.sample(anyPath, { numRuns: 300, seed: 7 }).flatMap((path) => path.map(({ to }) => to.status));
    expect([...new Set([initialStep.status, ...seen])].toSorted()).toEqual(STATES.toSorted());
  });

  it.each(STATES)('when it is %s and an event is refused, names exactly the events that it would take', (status) => {
    for (const event of EVENTS.filter((each) => !TAKEN[status].includes(each))) {
      const context = refusal({ status, attempt: 1 }, event)?.context;
      expect(context).toMatchObject({ machine: 'step', state: status, event });
      expect(context?.allowed.toSorted()).toEqual(TAKEN[status].toSorted());
    }
  });

  it.each(STATES.filter(isTerminalStep))('when it is %s, refuses every event and says that it is final', (status) => {
    for (const event of EVENTS) {
      const error = refusal({ status, attempt: 2 }, event);
      expect(error?.code).toBe('STATE_EVENT_NOT_ALLOWED');
      expect(error?.message).toContain(`${status} is final`);
    }
  });

  it.each(STATES.filter((status) => !isTerminalStep(status)))('when it is %s, can be skipped and cancelled', (status) => {
    expect(subject({ status, attempt: 1 }, 'cancelled').state.status).toBe('cancelled');
    expect(subject({ status, attempt: 1 }, 'skipped').state.status).toBe('skipped');
  });

  it('when it goes its way, counts its attempts up by one at each departure and never down', () => {
    fc.assert(
      fc.property(anyPath, (path) => {
        const departures = path.filter(
          ({ from, to }) => from.status === 'ready' && ['skipped', 'cancelled'].every((end) => to.status !== end),
        );
        const counted = path.filter(({ from, to }) => to.attempt !== from.attempt);
        expect(counted).toEqual(departures);
        expect(counted.filter(({ from, to }) => to.attempt !== from.attempt + 1)).toEqual([]);
      }),
    );
  });

  it('when an attempt is over, closes it in the same transition, so that a late job finds nothing to claim', () => {
    fc.assert(
      fc.property(anyPath, (path) => {
        const over = path.filter(({ from, to }) => ATTEMPT_OPEN.includes(from.status) && !ATTEMPT_OPEN.includes(to.status));
        expect(over.filter(({ effects }) => !effects.includes('close_attempt'))).toEqual([]);
      }),
    );
  });

  it('when it ends otherwise than by cancel, advances its run', () => {
    fc.assert(
      fc.property(anyPath, (path) => {
        const ended = path.filter(({ to }) => isTerminalStep(to.status));
        expect(ended.filter(({ to, effects }) => effects.includes('advance') === (to.status === 'cancelled'))).toEqual([]);
      }),
    );
  });

  it('when its outcome is unknown, is in doubt and leaves it only by an answer', () => {
    expect(go('prerequisites_met', 'dispatched', 'claimed', 'outcome_unknown')).toEqual({ status: 'in_doubt', attempt: 1 });
    expect(TAKEN.in_doubt).toEqual(['succeeded', 'failed', 'try_again', 'questioned', 'skipped', 'cancelled']);
  });

  it.each(STATES)('when a crash leaves it %s, can be in doubt only if a device may have been told something', (status) => {
    expect(TAKEN[status].includes('outcome_unknown')).toBe(['dispatched', 'running', 'holding'].includes(status));
  });

  it('when it holds on an instrument, starts its timer and ends as succeeded in the same attempt', () => {
    expect(go('prerequisites_met', 'dispatched', 'claimed', 'hold_established')).toEqual({ status: 'holding', attempt: 1 });
    expect(subject({ status: 'running', attempt: 1 }, 'hold_established').effects).toEqual(['start_timer']);
    const resumed = go('prerequisites_met', 'dispatched', 'claimed', 'hold_established', 'hold_interrupted', 'hold_established');
    expect(subject(resumed, 'succeeded').state).toEqual({ status: 'succeeded', attempt: 1 });
  });

  it.each(['outcome_unknown', 'try_again', 'handed_over'] as const)(
    'when it is tried again after %s, is ready with the old number and departs with the next',
    (event) => {
      const running = go('prerequisites_met', 'dispatched', 'claimed');
      const left = subject(running, event).state;
      const again = left.status === 'in_doubt' ? subject(left, 'try_again').state : left;
      expect(again).toEqual({ status: 'ready', attempt: 1 });
      expect(subject(again, 'dispatched')).toEqual({ state: { status: 'dispatched', attempt: 2 }, effects: ['wake_agent'] });
    },
  );

  it('when a technician does it, opens a task and never goes through an agent', () => {
    const ready = go('prerequisites_met');
    expect(subject(ready, 'task_opened')).toEqual({ state: { status: 'awaiting_operator', attempt: 1 }, effects: ['open_task'] });
    expect(TAKEN.awaiting_operator).toEqual(['succeeded', 'failed', 'questioned', 'skipped', 'cancelled']);
  });

  it('when it has steps in it, is in its body until they are over, and can be questioned there', () => {
    expect(go('prerequisites_met', 'body_begun')).toEqual({ status: 'in_body', attempt: 1 });
    expect(go('prerequisites_met', 'body_begun', 'questioned', 'try_again', 'body_begun')).toEqual({ status: 'in_body', attempt: 2 });
    expect(go('prerequisites_met', 'questioned')).toEqual({ status: 'in_doubt', attempt: 1 });
  });

  it.each(['constructor', 'toString', '__proto__'])('when an event is called %s like what every object has, refuses it', (name) => {
    expect(refusal(initialStep, name as StepEvent)?.code).toBe('STATE_EVENT_NOT_ALLOWED');
  });
});
