/** What `work` comes to, or null as soon as whoever waits for it gives up. The work goes on. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T | null> {
  if (!signal) return work;
  let leave: () => void = () => undefined;
  const over = new Promise<null>((resolve) => {
    leave = () => resolve(null);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([over, work]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
