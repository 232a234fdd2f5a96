/** Queue of the runs: any dispatcher works it. */
export const RUNS_QUEUE = 'runs';

/** Queue of one bench agent. */
export function benchQueue(agent: string): string {
  return `bench.${agent}`;
}

/** Names of the jobs; each has exactly one handler in the dispatcher. */
export const WakeUp = {
  /** `runs` {runId}: look what of the run can go on. */
  advance: 'advance',
  /** `bench.*` {instrumentId, stepInstanceId, attempt}: claim it and perform it. */
  step: 'step',
  /** `bench.*` {instrumentId, stepInstanceId, attempt}: its hold is over; check it and end it. */
  hold_over: 'hold_over',
  /** `bench.*` {runId}: the run is being stopped; leave what is under way at the next command boundary. */
  abort: 'abort',
  /** `bench.*` {requestId}: answer what api wants to know of an instrument. */
  request: 'request',
} as const;
export type WakeUp = (typeof WakeUp)[keyof typeof WakeUp];
