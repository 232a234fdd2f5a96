import { isLabError, verdictOf, type DriverReading, type VerbCall, type VerbVerdict } from '@labwright/domain';
import { loadDoubts, settleDoubt, type Claimant, type Doubt } from '@labwright/execution';
import type { Database, LeaseOwner } from '@labwright/persistence';
import type { Log } from './log';
import type { ReadingSink } from './reading-sink';
import type { Session } from './session';

/** An instrument that cannot be asked for this long, wall milliseconds, leaves its doubts to people. */
const GRACE_MS = 10_000;
/** How long one verb may be asked about, wall milliseconds. */
const ASK_MS = 30_000;

interface Asked {
  readonly verdict: VerbVerdict;
  readonly evidence: string;
  readonly readings: readonly DriverReading[];
}

/**
 * Asks one instrument about the attempts that nobody saw the end of, and settles them by what it says: at each new session, and whenever a
 * step ends in doubt. One that stays away leaves them to a person after 10 s.
 *
 * A crash loses nothing: a doubt is a row that stays until it is settled, and asking again changes nothing.
 */
export class DoubtSettler {
  private awaySince: number | null = null;

  constructor(
    private readonly instrumentId: string,
    private readonly services: { readonly database: Database; readonly owner: LeaseOwner; readonly log: Log; readonly sink: ReadingSink },
  ) {}

  /**
   * Asks about everything that is in doubt. Alone on the instrument: the caller sees to that. False: it gave no answer, ask again soon. One that
   * goes away meanwhile is asked again in its next session. @throws LabError DATABASE_UNAVAILABLE
   */
  async settle(session: Session, isAlive: () => boolean): Promise<boolean> {
    const doubts = await loadDoubts(this.services.database, this.instrumentId);
    // An outage that left nothing in doubt is over: a later one has its own ten seconds.
    if (doubts.length === 0) this.awaySince = null;
    for (const doubt of doubts) {
      try {
        const asked = doubt.sent ? await this.ask(session, doubt) : nothingSent(session, doubt);
        if (!isAlive()) return true;
        this.awaySince = null;
        await this.store(session.epoch, doubt, asked);
      } catch (error) {
        if (!isLabError(error) || !error.code.startsWith('DRIVER_')) throw error;
        if (!isAlive()) return true;
        await this.away(session.epoch, error.message);
        return false;
      }
    }
    return true;
  }

  /** Called at each try to connect, or to ask, that failed: `why` says what of the instrument. @throws LabError DATABASE_UNAVAILABLE */
  async away(epoch: number, why: string): Promise<void> {
    this.awaySince ??= performance.now();
    if (performance.now() - this.awaySince < GRACE_MS) return;
    for (const doubt of await loadDoubts(this.services.database, this.instrumentId)) {
      const evidence = `nothing, it could not be asked for ${GRACE_MS / 1000} s: ${why}`;
      const verdict = { repeat: 'action', verdict: 'unknown' } as const;
      await this.store(epoch, doubt, [{ verdict, evidence, readings: [] }]);
    }
    this.awaySince = null;
  }

  /** @throws LabError DRIVER_* when it gives no answer */
  private async ask(session: Session, doubt: Doubt): Promise<readonly Asked[]> {
    const { stepInstanceId, attempt, runId } = doubt;
    const asked: Asked[] = [];
    for (const call of doubt.definition.establish) {
      const options = { origin: { stepInstanceId, attempt, runId }, signal: AbortSignal.timeout(ASK_MS) };
      const said = await session.driver.reconcile(call, options);
      asked.push({
        verdict: { repeat: repeatOf(session, call), verdict: said.verdict },
        evidence: `${call.verb}: ${said.verdict.replace('_', ' ')} (${said.evidence})`,
        readings: said.verdict === 'done' ? (said.readings ?? []) : [],
      });
    }
    return asked;
  }

  private async store(epoch: number, doubt: Doubt, asked: readonly Asked[]): Promise<void> {
    const { database, owner, log, sink } = this.services;
    const { stepInstanceId, runId } = doubt;
    const by: Claimant = { agent: owner.agent, owner: owner.owner, instrumentId: this.instrumentId, epoch };
    const verbs = asked.map(({ verdict }) => verdict);
    const evidence = [...new Set(asked.map((each) => each.evidence))].join('; ');
    const readings = sink.stamp(
      asked.flatMap((each) => each.readings),
      { runId, stepInstanceId },
    );
    const answer = await database.transaction((tx) => settleDoubt(tx, doubt, by, verdictOf(verbs), { verbs, evidence, readings }));
    if (answer) log.warn(this.instrumentId, `${doubt.stepId} was in doubt, and now ${WORDS[answer]}: ${evidence}`);
  }
}

const WORDS = { succeeded: 'is done', again: 'begins again', ask: 'a person is asked' } as const;

function nothingSent(session: Session, { definition }: Doubt): readonly Asked[] {
  const evidence = 'nothing had been sent: the journal has no intent of a set point or an action';
  return definition.establish.map((call) => ({
    verdict: { repeat: repeatOf(session, call), verdict: 'not_done' },
    evidence,
    readings: [],
  }));
}

/** What the manifest says of a verb; one that it does not know is treated as what must not be repeated. */
function repeatOf(session: Session, call: VerbCall): VerbVerdict['repeat'] {
  return session.driver.manifest.verbs.find(({ verb }) => verb === call.verb)?.repeat ?? 'action';
}
