import { notAllowed, type Transition } from './transition';

/**
 * One step at one place of a run: (step id, iteration path).
 *
 *   pending -> ready -> dispatched -> running -> succeeded | failed | skipped | cancelled
 *                                     running <-> holding
 *   operator steps: ready -> awaiting_operator -> succeeded | ...     waits: ready -> holding -> succeeded
 *   repeat and decision: ready -> in_body -> succeeded | ...          consult: as an operator step
 *   ready | running | holding | awaiting_operator | in_body -> in_doubt by `questioned`: a condition is UNKNOWN, a bound is reached, or a
 *   reading is not as expected; a person says what that means
 *   dispatched | running | holding -> in_doubt -> succeeded | failed | ready (attempt + 1): by what the instrument says, or a person
 *   running -> ready (attempt + 1): handed over between two commands, or failed with a known outcome and to be tried again
 *
 * A crash leaves `dispatched` (the sweeper wakes it), `running` (in doubt at the next start) or `holding` (goes on: the device keeps the state).
 */
export const StepStatus = {
  pending: 'pending',
  ready: 'ready',
  dispatched: 'dispatched',
  running: 'running',
  holding: 'holding',
  awaiting_operator: 'awaiting_operator',
  in_body: 'in_body',
  in_doubt: 'in_doubt',
  succeeded: 'succeeded',
  failed: 'failed',
  skipped: 'skipped',
  cancelled: 'cancelled',
} as const;
export type StepStatus = (typeof StepStatus)[keyof typeof StepStatus];

export interface StepState {
  readonly status: StepStatus;
  /** Number of the current attempt, from 1; 0 before the first dispatch. */
  readonly attempt: number;
}

export type StepEvent =
  | 'prerequisites_met'
  | 'dispatched'
  | 'claimed'
  | 'hold_established'
  | 'hold_interrupted'
  | 'task_opened'
  | 'wait_begun'
  | 'body_begun'
  | 'succeeded'
  | 'failed'
  | 'try_again'
  | 'handed_over'
  | 'outcome_unknown'
  | 'questioned'
  | 'skipped'
  | 'cancelled';

export type StepEffect = 'wake_agent' | 'open_task' | 'start_timer' | 'advance' | 'close_attempt';

export const initialStep: StepState = { status: 'pending', attempt: 0 };

const TERMINAL: readonly StepStatus[] = ['succeeded', 'failed', 'skipped', 'cancelled'];

export function isTerminalStep(status: StepStatus): boolean {
  return TERMINAL.includes(status);
}

type Row = Partial<Record<StepEvent, { to: StepStatus; effects?: readonly StepEffect[]; nextAttempt?: boolean }>>;

const end = {
  succeeded: { to: 'succeeded', effects: ['close_attempt', 'advance'] },
  failed: { to: 'failed', effects: ['close_attempt', 'advance'] },
  skipped: { to: 'skipped', effects: ['close_attempt', 'advance'] },
  cancelled: { to: 'cancelled', effects: ['close_attempt'] },
} as const satisfies Row;
const again = { to: 'ready', effects: ['close_attempt', 'advance'] } as const;
const doubt = { to: 'in_doubt', effects: ['close_attempt'] } as const;

const TABLE: Readonly<Record<StepStatus, Row>> = {
  pending: { prerequisites_met: { to: 'ready' }, skipped: end.skipped, cancelled: end.cancelled },
  ready: {
    dispatched: { to: 'dispatched', effects: ['wake_agent'], nextAttempt: true },
    task_opened: { to: 'awaiting_operator', effects: ['open_task'], nextAttempt: true },
    wait_begun: { to: 'holding', effects: ['start_timer'], nextAttempt: true },
    body_begun: { to: 'in_body', nextAttempt: true },
    questioned: { ...doubt, nextAttempt: true },
    skipped: end.skipped,
    cancelled: end.cancelled,
  },
  dispatched: { claimed: { to: 'running' }, outcome_unknown: doubt, try_again: again, skipped: end.skipped, cancelled: end.cancelled },
  running: {
    ...end,
    hold_established: { to: 'holding', effects: ['start_timer'] },
    try_again: again,
    handed_over: again,
    outcome_unknown: doubt,
    questioned: doubt,
  },
  holding: { ...end, hold_interrupted: { to: 'running' }, outcome_unknown: doubt, questioned: doubt },
  awaiting_operator: { ...end, questioned: doubt },
  in_body: { ...end, questioned: doubt },
  in_doubt: { ...end, try_again: again, questioned: doubt },
  succeeded: {},
  failed: {},
  skipped: {},
  cancelled: {},
};

/** @throws LabError STATE_EVENT_NOT_ALLOWED */
export function transitionStep(state: StepState, event: StepEvent): Transition<StepState, StepEffect> {
  const row = Object.hasOwn(TABLE[state.status], event) ? TABLE[state.status][event] : undefined;
  if (!row) throw notAllowed('step', state.status, event, Object.keys(TABLE[state.status]));
  return { state: { status: row.to, attempt: state.attempt + (row.nextAttempt ? 1 : 0) }, effects: row.effects ?? [] };
}
