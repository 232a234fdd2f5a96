import type { Database, Tx } from '@labwright/persistence';
import { giveDoubtToPeople } from './doubts';
import { recoverSteps } from './recover-steps';

/**
 * An agent that was only cut off stores the results that it knows within this time after it is back, wall milliseconds: its attempts are not
 * taken for lost before.
 */
const LOST_AFTER_MS = 5_000;
/** Nobody takes its instrument for this long, wall milliseconds: then a person is asked what became of its attempts. */
const PEOPLE_AFTER_MS = 30_000;

interface Silent {
  readonly instrument: string;
  readonly epoch: string;
}

interface Abandoned {
  readonly runId: string;
  readonly stepInstanceId: string;
  readonly attempt: number;
  readonly instrument: string;
}

/**
 * Attempts under the ownership of a bench agent that has died, and whose instrument nobody takes: they are marked in doubt, as the next owner
 * would, and after a while given to people, who can look. Counts only the time in which this process has seen the silence: a database that was
 * away has made everybody silent.
 */
export class SilentAgents {
  private readonly since = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** One look; also forgets who is heard again. What fails makes the count begin anew. */
  async look(): Promise<void> {
    try {
      const silent = await this.silent();
      for (const key of this.since.keys()) if (!silent.some((each) => keyOf(each) === key)) this.since.delete(key);
      for (const each of silent) await this.attend(each);
    } catch (error) {
      this.since.clear();
      throw error;
    }
  }

  private async attend(silent: Silent): Promise<void> {
    const since = this.since.get(keyOf(silent)) ?? this.now();
    this.since.set(keyOf(silent), since);
    const silentMs = this.now() - since;
    if (silentMs < LOST_AFTER_MS) return;
    await this.database.transaction(async (tx) => {
      if (!(await isStillSilent(tx, silent))) return;
      await recoverSteps(tx, silent.instrument, Number(silent.epoch) + 1, 'system');
      if (silentMs < PEOPLE_AFTER_MS) return;
      const evidence = `nothing, its bench agent has not answered for ${Math.floor(silentMs / 1000)} s and no other one has taken it`;
      for (const doubt of await abandonedAt(tx, silent.instrument)) await giveDoubtToPeople(tx, doubt, evidence, 'system');
    });
  }

  /** Instruments whose ownership ran out without being given back, and at which something is unfinished. */
  private silent(): Promise<readonly Silent[]> {
    return this.database.query<Silent>(
      `select l.instrument_id as instrument, l.epoch from lab.leases l
       where l.expires_at > '-infinity' and l.expires_at <= clock_timestamp() and exists (select 1 from lab.step_instances s
         join lab.attempts a on a.step_instance_id = s.id and a.number = s.attempt
         where s.instrument_id = l.instrument_id and ((s.status = 'running' and a.status = 'running' and a.epoch <= l.epoch)
           or (s.status = 'in_doubt' and a.status = 'in_doubt' and a.verdict is null)))`,
    );
  }
}

function keyOf({ instrument, epoch }: Silent): string {
  return `${instrument} ${epoch}`;
}

/** Locks the ownership, so that nobody takes the instrument meanwhile. Another process that looks has it: then this one leaves it. */
async function isStillSilent(tx: Tx, { instrument, epoch }: Silent): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from lab.leases where instrument_id = $1 and epoch = $2 and expires_at > '-infinity' and expires_at <= clock_timestamp() for update skip locked`,
    [instrument, epoch],
  );
  return rows.length > 0;
}

function abandonedAt(tx: Tx, instrument: string): Promise<readonly Abandoned[]> {
  return tx.query<Abandoned>(
    `select s.run_id as "runId", s.id as "stepInstanceId", s.attempt, s.instrument_id as instrument
     from lab.step_instances s join lab.attempts a on a.step_instance_id = s.id and a.number = s.attempt
     where s.instrument_id = $1 and s.status = 'in_doubt' and a.status = 'in_doubt' and a.verdict is null order by a.ended_at`,
    [instrument],
  );
}
