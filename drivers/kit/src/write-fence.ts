/** Refuses writes when the ownership of the instrument has run out, on the monotonic clock. @throws LabError DRIVER_TRANSPORT_FENCED */
export interface WriteFence {
  assertWritable(): void;
}
