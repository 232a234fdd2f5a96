import { authorityOf, planIndex, type ClaimedStep } from '@labwright/execution';
import type { Database } from '@labwright/persistence';
import { canonicalHash } from '@labwright/protocol';

/** How long a look at an approval counts, wall milliseconds: one that is taken back holds the run at once besides. */
const COUNTS_MS = 60_000;
/** Runs that are remembered; more than a bench works on at once. */
const MOST_RUNS = 500;

interface Known {
  readonly at: number;
  /** Hash of each step of the plan by its id. */
  readonly steps: ReadonlyMap<string, string>;
}

/**
 * The bench agent's own look at what it is about to do: whatever has written a run into the database, or a job into a queue, nothing reaches an
 * instrument unless people have approved this protocol with these values, and the step is one of the plan, letter for letter.
 */
export class RunAuthorities {
  private readonly known = new Map<string, Known>();

  constructor(private readonly database: Database) {}

  /** Why this step may not be done; null when it may. */
  async faultOf({ runId, stepId, definition }: Pick<ClaimedStep, 'runId' | 'stepId' | 'definition'>): Promise<string | null> {
    let run = this.known.get(runId);
    if (!run || performance.now() - run.at > COUNTS_MS) {
      const authority = await authorityOf(this.database, runId);
      if (authority.fault !== null) {
        this.known.delete(runId);
        return authority.fault;
      }
      run = { at: performance.now(), steps: planIndex(authority.plan) };
      this.known.delete(runId);
      this.known.set(runId, run);
      for (const oldest of this.known.keys()) if (this.known.size > MOST_RUNS) this.known.delete(oldest);
    }
    return run.steps.get(stepId) === canonicalHash(definition) ? null : `the step "${stepId}" is not the one of the plan that was approved`;
  }
}
