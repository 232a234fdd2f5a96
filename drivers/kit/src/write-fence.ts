/** What a write is for, where that decides whether it may leave: `safe_state` brings the device to rest, and passes without an ownership. */
export type WritePurpose = 'safe_state';

/**
 * Refuses writes when the ownership of the instrument has run out, on the monotonic clock, and all that is no safe-state command while an
 * emergency stop stands. @throws LabError DRIVER_TRANSPORT_FENCED
 */
export interface WriteFence {
  assertWritable(purpose?: WritePurpose): void;
}

/** The fence as one write with its purpose meets it. */
export function boundFence(fence: WriteFence, purpose: WritePurpose | undefined): WriteFence {
  return { assertWritable: () => fence.assertWritable(purpose) };
}
