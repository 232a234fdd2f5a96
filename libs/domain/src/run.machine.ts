import { notAllowed, type Transition } from './transition';

/**
 * One execution of an approved protocol.
 *
 *   ready -> running <-> paused          running <-> held
 *   running | paused | held -> stopping(reason) -> cancelled | failed
 *   running -> completed | completed_with_deviations
 *
 * `held`: nothing more of this run is dispatched until a person answers. A run that is paused and then held stays paused after the answer.
 * Every non-terminal state accepts cancel. A crash leaves the stored state as it is; the next dispatcher goes on from it.
 */
export const RunStatus = {
  ready: 'ready',
  running: 'running',
  paused: 'paused',
  held: 'held',
  stopping: 'stopping',
  cancelled: 'cancelled',
  failed: 'failed',
  completed: 'completed',
  completed_with_deviations: 'completed_with_deviations',
} as const;
export type RunStatus = (typeof RunStatus)[keyof typeof RunStatus];

export const StopReason = { cancelled: 'cancelled', failed: 'failed' } as const;
export type StopReason = (typeof StopReason)[keyof typeof StopReason];

export interface RunState {
  readonly status: RunStatus;
  /** Only while held: why, in words for a technician; one sentence a trouble. */
  readonly holdReasons: readonly string[];
  /** Only while held: the state to go back to after the answer. */
  readonly resumeTo: 'running' | 'paused' | null;
  /** Only while stopping and after it. */
  readonly stopReason: StopReason | null;
  /** Departures from the protocol so far; decides between the two completed endings. */
  readonly deviations: number;
}

export type RunEvent =
  | { readonly type: 'start' }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'hold'; readonly reason: string }
  | { readonly type: 'answer' }
  | { readonly type: 'deviate' }
  | { readonly type: 'cancel' }
  | { readonly type: 'fail' }
  | { readonly type: 'stopped' }
  | { readonly type: 'finish' };

export type RunEffect = 'advance' | 'stop_instruments' | 'release_reservations';

const NOTHING = { holdReasons: [], resumeTo: null, stopReason: null, deviations: 0 } as const;

/** The state of a run that has just been created. */
export const initialRun: RunState = { status: 'ready', ...NOTHING };

const TERMINAL: readonly RunStatus[] = ['cancelled', 'failed', 'completed', 'completed_with_deviations'];

export function isTerminalRun(status: RunStatus): boolean {
  return TERMINAL.includes(status);
}

/** Events that each status takes; the one place that says so. */
const ALLOWED: Readonly<Record<RunStatus, readonly RunEvent['type'][]>> = {
  ready: ['start', 'cancel'],
  running: ['pause', 'hold', 'deviate', 'cancel', 'fail', 'finish'],
  paused: ['resume', 'hold', 'deviate', 'cancel', 'fail'],
  held: ['pause', 'hold', 'answer', 'deviate', 'cancel', 'fail'],
  stopping: ['deviate', 'hold', 'cancel', 'fail', 'stopped'],
  cancelled: [],
  failed: [],
  completed: [],
  completed_with_deviations: [],
};

/** @throws LabError STATE_EVENT_NOT_ALLOWED */
export function transitionRun(state: RunState, event: RunEvent): Transition<RunState, RunEffect> {
  const allowed = ALLOWED[state.status];
  if (!allowed.includes(event.type)) throw notAllowed('run', state.status, event.type, allowed);
  const to = (change: Partial<RunState>, ...effects: RunEffect[]) => ({ state: { ...state, ...change }, effects });
  switch (event.type) {
    case 'start':
    case 'resume':
      return to({ status: 'running' }, 'advance');
    case 'pause':
      return state.status === 'held' ? to({ resumeTo: 'paused' }) : to({ status: 'paused' });
    case 'hold': {
      // A run that is being stopped stays so: the reason is kept for the record, and the stop goes on.
      const holdReasons = state.holdReasons.includes(event.reason) ? state.holdReasons : [...state.holdReasons, event.reason];
      if (state.status === 'stopping' || state.status === 'held') return to({ holdReasons });
      return to({ status: 'held', holdReasons, resumeTo: state.status === 'paused' ? 'paused' : 'running' });
    }
    case 'answer': {
      const status = state.resumeTo ?? 'running';
      return to({ status, holdReasons: [], resumeTo: null }, ...(status === 'running' ? (['advance'] as const) : []));
    }
    case 'deviate':
      return to({ deviations: state.deviations + 1 });
    case 'cancel':
      if (state.status === 'ready') return to({ status: 'cancelled', stopReason: 'cancelled' }, 'release_reservations');
      if (state.status === 'stopping') return to({});
      return to({ status: 'stopping', stopReason: 'cancelled', resumeTo: null }, 'stop_instruments');
    case 'fail':
      if (state.status === 'stopping') return to({});
      return to({ status: 'stopping', stopReason: 'failed', resumeTo: null }, 'stop_instruments');
    case 'stopped':
      return to({ status: state.stopReason ?? 'failed' }, 'release_reservations');
    case 'finish':
      return to({ status: state.deviations > 0 ? 'completed_with_deviations' : 'completed' }, 'release_reservations');
  }
}
