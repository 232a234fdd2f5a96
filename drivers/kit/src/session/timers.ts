/** Wall timers, so that specs run on a manual clock. */
export interface DriverTimers {
  /** Calls back after `ms` wall milliseconds; the function returned takes it back. */
  after(ms: number, callback: () => void): () => void;
}

/** The timers of Node. */
export const nodeTimers: DriverTimers = {
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
