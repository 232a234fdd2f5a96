import type { CommandIntent } from '../driver.contract';
import type { Command, Exchange } from './command';

/** How long the answer to one stop command is waited for before the next one is written, wall milliseconds. */
export const STOP_ACKNOWLEDGE_MS = 150;
/** The same for one that is acknowledged only when its movement is over; all of its bytes have to be gone. */
export const STOP_WRITE_MS = 20;

/** Why a stop command has no answer, for people. */
export function problemOf<M>(ended: Exclude<Exchange<M>, { is: 'reply' }>): string {
  switch (ended.is) {
    case 'interrupted':
      return 'the line took no bytes in time';
    case 'unwritten':
      return ended.error instanceof Error ? ended.error.message : String(ended.error);
    case 'closed':
      return `the line ended (${ended.why})`;
    case 'fault':
      return `answered with ${ended.fault.vendorCode} "${ended.fault.vendorText}"`;
    case 'timeout':
      return 'no answer';
    case 'frame':
      return ended.why ?? 'the answer is not readable';
  }
}

/** A stop command that the journal has. */
export interface StopIntent<M> {
  readonly command: Command<M, unknown>;
  readonly intent: CommandIntent;
  /** Why the journal would not take it. */
  readonly refused: string | null;
}

/** Whether the device answers it at all. */
export function isAnswered<M>({ legs }: Command<M, unknown>): boolean {
  return legs === undefined || legs.some((leg) => leg.answer !== 'none' || leg.accept !== undefined);
}
