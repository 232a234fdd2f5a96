/** One stop command, as far as it was followed. */
export interface StopWrite {
  readonly label: string;
  /** Whether its bytes were handed to the line. */
  readonly written: boolean;
  /** Wall milliseconds from the call to the write; null when nothing was written. */
  readonly writtenMs: number | null;
  /** Whether the device has acknowledged it; null: it acknowledges nothing of this kind. False may become true later, unseen. */
  readonly acknowledged: boolean | null;
  /** What went wrong, for people; null: nothing. */
  readonly problem: string | null;
}

/** What an emergency stop did on one wire. */
export interface StopWrites {
  /** Label of the command that it broke off; null when the line was free. */
  readonly brokenOff: string | null;
  readonly commands: readonly StopWrite[];
}
