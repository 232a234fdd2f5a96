import * as fc from 'fast-check';
import { DraftStatus, transitionDraft, type DraftEvent } from './draft.machine';
import {
  ActivityState,
  LinkState,
  ServiceState,
  transitionActivity,
  transitionLink,
  transitionService,
  type ActivityEvent,
  type LinkEvent,
  type ServiceEvent,
} from './instrument.machine';
import { hasCode } from './lab-error';
import { ReviewStatus, transitionReview, type ReviewEvent } from './review.machine';
import { TaskStatus, transitionTask, type TaskEvent } from './task.machine';
import type { Transition } from './transition';

/** A machine whose state is one word, with its types put aside, so that one law can be asked of all of them. */
interface WordMachine {
  readonly name: string;
  readonly subject: (state: string, event: string) => Transition<string, never>;
  readonly states: readonly string[];
  readonly events: readonly string[];
  readonly initial: string;
  readonly final: readonly string[];
}

function machine<S extends string, E extends string>(
  name: string,
  subject: (state: S, event: E) => Transition<S, never>,
  states: Readonly<Record<string, S>>,
  events: Readonly<Record<E, true>>,
  initial: S,
  final: readonly S[],
): WordMachine {
  return {
    name,
    subject: (state, event) => subject(state as S, event as E),
    states: Object.values(states),
    events: Object.keys(events),
    initial,
    final,
  };
}

// Records, so that the compiler asks for an event that somebody adds.
const reviewEvents: Record<ReviewEvent, true> = {
  submit: true,
  screened_clear: true,
  screened_hit: true,
  release: true,
  approve: true,
  reject: true,
  expire: true,
  revoke: true,
};
const taskEvents: Record<TaskEvent, true> = { claim: true, release: true, complete: true, cancel: true };
const draftEvents: Record<DraftEvent, true> = {
  begin: true,
  finish: true,
  ask: true,
  fail: true,
  cancel: true,
  interrupt: true,
  hold: true,
  release: true,
  reject: true,
  revise: true,
  submit: true,
};
const linkEvents: Record<LinkEvent, true> = { connect: true, identified: true, lost: true };
const activityEvents: Record<ActivityEvent, true> = { begin: true, hold: true, end: true };
const serviceEvents: Record<ServiceEvent, true> = { take_manual: true, quarantine: true, estop: true, retire: true, restore: true };

const MACHINES = [
  machine('review', transitionReview, ReviewStatus, reviewEvents, 'draft', ['rejected', 'revoked']),
  machine('draft', transitionDraft, DraftStatus, draftEvents, 'drafting', ['rejected']),
  machine('operator task', transitionTask, TaskStatus, taskEvents, 'open', ['completed', 'cancelled']),
  machine('link', transitionLink, LinkState, linkEvents, 'offline', []),
  machine('activity', transitionActivity, ActivityState, activityEvents, 'idle', []),
  machine('service', transitionService, ServiceState, serviceEvents, 'available', ['retired']),
];

function taken({ subject, events }: WordMachine, state: string): string[] {
  return events.filter((event) => {
    try {
      subject(state, event);
      return true;
    } catch {
      return false;
    }
  });
}

describe.each(MACHINES)('the $name machine', (each) => {
  const { subject, states, events, initial, final } = each;
  const follow = (state: string, event: string) => (taken(each, state).includes(event) ? subject(state, event).state : state);

  it('when any events come in any order, stays inside its states', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 30, size: 'max' }), (path) => {
        expect(states).toContain(path.reduce(follow, initial));
      }),
    );
  });

  it('when it starts, can get to every one of its states', () => {
    const reached = new Set([initial]);
    for (const state of reached) for (const event of events) reached.add(follow(state, event));
    expect([...reached].toSorted()).toEqual(states.toSorted());
  });

  it('when it is in a final state, refuses every event; every other state takes one', () => {
    expect(states.filter((state) => taken(each, state).length === 0).toSorted()).toEqual(final.toSorted());
  });

  it('when it refuses an event, throws the typed error with the events that it would take', () => {
    for (const state of states) {
      for (const event of events.filter((e) => !taken(each, state).includes(e))) {
        const allowed = taken(each, state);
        expect(() => subject(state, event)).toThrow(
          expect.objectContaining({ code: 'STATE_EVENT_NOT_ALLOWED', retry: 'never', context: expect.objectContaining({ state, event }) }),
        );
        try {
          subject(state, event);
        } catch (error) {
          if (hasCode(error, 'STATE_EVENT_NOT_ALLOWED')) expect([...error.context.allowed].toSorted()).toEqual(allowed.toSorted());
        }
      }
    }
  });

  it('when it gets a word that is no event, even the name of a method that every object has, refuses it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('constructor', 'toString', '__proto__', 'valueOf')), (event) => {
        fc.pre(!events.includes(event));
        expect(() => subject(initial, event)).toThrow(expect.objectContaining({ code: 'STATE_EVENT_NOT_ALLOWED' }));
      }),
    );
  });
});

describe('the review of a protocol', () => {
  const subject = (...events: ReviewEvent[]) =>
    events.reduce<ReviewStatus>((state, event) => transitionReview(state, event).state, 'draft');

  it('when the screening finds something, is held until biosafety releases it, and only then reviewed', () => {
    expect(subject('submit', 'screened_hit')).toBe('held_biosafety');
    expect(() => subject('submit', 'screened_hit', 'approve')).toThrow(expect.objectContaining({ code: 'STATE_EVENT_NOT_ALLOWED' }));
    expect(subject('submit', 'screened_hit', 'release', 'approve')).toBe('approved');
  });

  it('when nobody has screened it, cannot be approved', () => {
    expect(() => subject('submit', 'approve')).toThrow(expect.objectContaining({ code: 'STATE_EVENT_NOT_ALLOWED' }));
  });

  it('when its approval expires, may be approved again; when it is revoked, may not', () => {
    expect(subject('submit', 'screened_clear', 'approve', 'expire', 'approve')).toBe('approved');
    expect(() => subject('submit', 'screened_clear', 'approve', 'revoke', 'approve')).toThrow('revoked is final');
  });
});

describe('a draft', () => {
  const subject = (...events: DraftEvent[]) =>
    events.reduce<DraftStatus>((state, event) => transitionDraft(state, event).state, 'drafting');

  const refused = expect.objectContaining({ code: 'STATE_EVENT_NOT_ALLOWED' });

  it('when people have to decide about it, goes to no model, and is neither changed nor submitted, whatever was done before', () => {
    for (const before of ['finish', 'ask', 'fail', 'cancel', 'interrupt'] as const)
      for (const event of ['begin', 'revise', 'submit', 'cancel'] as const) expect(() => subject(before, 'hold', event)).toThrow(refused);
  });

  it('when the biosafety officer releases it, goes on; when it is rejected, does not', () => {
    expect(subject('hold', 'release', 'begin')).toBe('drafting');
    expect(subject('hold', 'release', 'revise', 'submit')).toBe('submitted');
    expect(subject('hold', 'release', 'begin', 'hold')).toBe('held_biosafety');
    for (const event of ['begin', 'revise', 'submit', 'release', 'hold'] as const)
      expect(() => subject('hold', 'reject', event)).toThrow('rejected is final');
    for (const event of ['release', 'reject'] as const) expect(() => subject('finish', event)).toThrow(refused);
  });

  it('when a model is at work on it, is neither changed nor submitted nor begun again', () => {
    for (const event of ['begin', 'revise', 'submit'] as const)
      expect(() => subject(event)).toThrow(expect.objectContaining({ code: 'STATE_EVENT_NOT_ALLOWED' }));
  });
});

describe('the service state of an instrument', () => {
  it.each(['available', 'manual', 'quarantined'] as const)('when the emergency stop is hit while it is %s, is stopped', (state) => {
    expect(transitionService(state, 'estop').state).toBe('estopped');
  });

  it('when it is stopped, quarantined or in manual use, takes steps again only after a person restores it', () => {
    for (const state of ['estopped', 'quarantined', 'manual'] as const) {
      const backToWork = Object.keys(serviceEvents).filter((event) => {
        try {
          return transitionService(state, event as ServiceEvent).state === 'available';
        } catch {
          return false;
        }
      });
      expect(backToWork).toEqual(['restore']);
    }
  });
});

describe('the link to an instrument', () => {
  it('when nobody has asked the device who it is, is never online', () => {
    expect(transitionLink('offline', 'connect').state).toBe('connecting');
    expect(() => transitionLink('offline', 'identified')).toThrow(expect.objectContaining({ code: 'STATE_EVENT_NOT_ALLOWED' }));
  });

  it.each(Object.values(LinkState))('when it is lost while %s, is offline', (state) => {
    expect(transitionLink(state, 'lost').state).toBe('offline');
  });
});
