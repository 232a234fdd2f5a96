import { tableMachine } from './transition';

/** An operator task: `open <-> claimed -> completed`, and `open | claimed -> cancelled` with its run. */
export const TaskStatus = { open: 'open', claimed: 'claimed', completed: 'completed', cancelled: 'cancelled' } as const;
export type TaskStatus = (typeof TaskStatus)[keyof typeof TaskStatus];

export type TaskEvent = 'claim' | 'release' | 'complete' | 'cancel';

export const transitionTask = tableMachine<TaskStatus, TaskEvent, never>('operator task', {
  open: { claim: { to: 'claimed' }, cancel: { to: 'cancelled' } },
  claimed: { release: { to: 'open' }, complete: { to: 'completed' }, cancel: { to: 'cancelled' } },
  completed: {},
  cancelled: {},
});
