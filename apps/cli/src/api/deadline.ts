/**
 * One signal out of a limit in time and other signals, let go of with `release`. AbortSignal.any is not used: Node 20 may collect such a
 * signal while a request waits for it, and then nothing ends the request any more (seen as a Ctrl-C without effect after 10 s).
 */
export class Deadline {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private readonly forward: (event: { target: unknown }) => void;

  constructor(
    private readonly limitMs: number,
    private readonly sources: readonly AbortSignal[],
  ) {
    this.restart();
    this.forward = ({ target }) => this.controller.abort((target as AbortSignal).reason);
    for (const source of sources) {
      if (source.aborted) this.controller.abort(source.reason);
      source.addEventListener('abort', this.forward, { once: true });
    }
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** The whole limit counts from now on. */
  restart(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.controller.abort(new DOMException('no answer', 'TimeoutError')), this.limitMs);
  }

  release(): void {
    clearTimeout(this.timer);
    for (const source of this.sources) source.removeEventListener('abort', this.forward);
  }
}
