import { transitionDraft, type DraftEvent } from '@labwright/domain';
import {
  MAX_REPAIRS,
  Prompt,
  draftLoop,
  readLibrary,
  type DraftOutcome,
  type DraftRound,
  type LibraryProtocol,
  type ModelStatus,
} from '@labwright/drafting';
import { findingOf, holdDraft, loadFleet, policyInForce } from '@labwright/execution';
import {
  Database,
  addDraftEvents,
  dropDraftText,
  endDrafting,
  insertRevision,
  listStepsSince,
  lockDraft,
  readDraft,
  readRevision,
  renewDrafting,
  setDraftModel,
  type DraftRow,
  type Tx,
} from '@labwright/persistence';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { ApiSettings } from '../api-settings';
import { LabModel } from '../model/lab-model';
import { modelName } from '../model/model-name';
import { checkDraft } from './draft-check';
import { DraftJournal } from './draft-journal';
import { draftTask } from './draft-task';

/** Wall milliseconds after which a draft is interrupted when its process says nothing more. */
export const ALIVE_MS = 30_000;
const RENEW_MS = 5_000;

const EVENT_OF: Readonly<Record<DraftOutcome['ended'], DraftEvent>> = {
  drafted: 'finish',
  asks: 'ask',
  held: 'hold',
  failed: 'fail',
  cancelled: 'cancel',
};

/** A draft that was taken from a work, such as by whoever cancelled it at another process; another work may have it by now. */
class Taken extends Error {}

/**
 * Has the model draft, in the background of this process; requests only begin it. Each answer is kept as a revision before the next is asked
 * for, in a transaction of its own; none is open while a model writes. A work has the draft as long as the draft names it: what comes after that
 * changes nothing, whoever drafts by then.
 *
 * Exits of a work: the loop has ended; it was cancelled, here or at another process (seen within 5 s, and at the next answer); the process
 * stops, which interrupts it. A crash leaves a draft that says `drafting` until nobody has renewed it for 30 s, and then is interrupted; so does
 * an end that could not be written.
 */
@Injectable()
export class DraftWorker implements BeforeApplicationShutdown {
  /** By the id of the work: a draft that is begun again has two for a moment. */
  private readonly working = new Map<string, { readonly abort: AbortController; readonly over: Promise<void> }>();
  private timer: NodeJS.Timeout | null = null;
  private stopping = false;
  private library: Promise<readonly LibraryProtocol[]> | null = null;

  constructor(
    private readonly database: Database,
    private readonly model: LabModel,
    private readonly settings: ApiSettings,
  ) {}

  get count(): number {
    return this.working.size;
  }

  /** Begins a work, whose draft says `drafting` and names it. */
  begin(draftId: string, work: string): void {
    const abort = new AbortController();
    const over = this.work(draftId, work, abort.signal)
      .catch((error: unknown) => this.fail(draftId, work, error))
      .finally(() => {
        this.working.delete(work);
        if (this.working.size > 0 || !this.timer) return;
        clearInterval(this.timer);
        this.timer = null;
      });
    this.working.set(work, { abort, over });
    this.timer ??= setInterval(() => void this.renew(), RENEW_MS).unref();
  }

  /** Breaks the call off, where this process makes it. */
  cancel(work: string): void {
    this.working.get(work)?.abort.abort();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    const all = [...this.working.values()];
    for (const { abort } of all) abort.abort();
    await Promise.all(all.map(({ over }) => over));
    if (this.timer) clearInterval(this.timer);
  }

  /** Renews what this process is at, and breaks off what has lost its draft. */
  private async renew(): Promise<void> {
    const works = [...this.working.keys()];
    const ours = await renewDrafting(this.database, works, ALIVE_MS).catch(() => works);
    for (const work of works) if (!ours.includes(work)) this.cancel(work);
  }

  private async work(draftId: string, work: string, signal: AbortSignal): Promise<void> {
    const draft = await readDraft(this.database, draftId);
    if (!draft) return;
    const journal = new DraftJournal(this.database, draftId, work, this.settings.log);
    const status = await this.model.status();
    await setDraftModel(this.database, draftId, work, labelOf(status));
    const revision = draft.revision === 0 ? null : await readRevision(this.database, draftId, draft.revision);
    const { fleet, policy } = await this.database.transaction(async (tx) => ({ fleet: await loadFleet(tx), ...(await policyInForce(tx)) }));
    this.library ??= readLibrary();
    const since = revision ? await listStepsSince(this.database, draftId, draft.instruction) : [];
    const task = draftTask(draft, revision && { ...revision, since }, { fleet, policy, library: await this.library });
    const outcome = await draftLoop(task, {
      model: this.model,
      prompts: { draft: Prompt.read('draft'), repair: Prompt.read('repair') },
      check: (written, words) => this.database.transaction((tx) => checkDraft(tx, draftId, written, words)),
      repairs: Math.min(MAX_REPAIRS, policy.budgets.rounds - 1),
      context: { actor: draft.asker.id, draftId, ...(draft.run === null ? {} : { runId: draft.run }) },
      signal,
      tell: (progress) => {
        if (progress.type === 'text') return journal.piece(progress.round, progress.piece);
        const { type, ...data } = progress;
        return journal.add(type, data);
      },
      keep: async (round) => {
        await journal.settled();
        await this.keep(draft, work, round, modelName(status) ?? 'none');
      },
    });
    await journal.settled();
    await this.end(draft, work, outcome);
  }

  private async keep({ id, instruction }: DraftRow, work: string, round: DraftRound, model: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await lockOwn(tx, id, work);
      const { document, draft, diagnostics, assumptions, questions, sentences, steps, callId } = round;
      const made = { document, draft, diagnostics, assumptions, questions, sentences, steps, callId };
      const number = await insertRevision(tx, id, { madeBy: 'model', actor: `model:${model}`, round: round.round, instruction, ...made });
      await dropDraftText(tx, id);
      const data = { revision: number, round: round.round, callId, diagnostics, assumptions, questions, steps: steps.length };
      await addDraftEvents(tx, id, [{ type: 'revision', data }]);
    });
  }

  private async end({ id, asker }: DraftRow, work: string, outcome: DraftOutcome): Promise<void> {
    const { ended, why, failure, holds, questions } = outcome;
    await this.database.transaction(async (tx) => {
      const { revision } = await lockOwn(tx, id, work);
      const { state: status } = transitionDraft('drafting', ended === 'cancelled' && this.stopping ? 'interrupt' : EVENT_OF[ended]);
      const problem = status === 'interrupted' ? 'the process that drafted it was stopped; begin it again' : why;
      await endDrafting(tx, id, { status, questions, problem, failure });
      await dropDraftText(tx, id);
      await addDraftEvents(tx, id, [{ type: 'ended', data: { status, problem, failure, questions, revision } }]);
      if (status !== 'held_biosafety') return;
      const { version } = await policyInForce(tx);
      const findings = holds.length > 0 ? holds.map((hold) => findingOf(hold, version)) : [findingOf(refusedByEndpoint(why), version)];
      await holdDraft(tx, { draftId: id, subject: 'draft', findings, actor: `user:${asker.name}` });
    });
  }

  private async fail(draftId: string, work: string, error: unknown): Promise<void> {
    if (error instanceof Taken) return;
    this.settings.log(`draft ${draftId}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    const problem = 'something went wrong on our side; the log has more. Begin it again';
    await this.database
      .transaction(async (tx) => {
        const { revision } = await lockOwn(tx, draftId, work);
        await endDrafting(tx, draftId, { status: 'failed', questions: [], problem, failure: null });
        await addDraftEvents(tx, draftId, [{ type: 'ended', data: { status: 'failed', problem, failure: null, questions: [], revision } }]);
      })
      .catch(() => undefined);
  }
}

/** The draft, locked, while it is this work's. @throws Taken */
async function lockOwn(tx: Tx, draftId: string, work: string): Promise<{ readonly revision: number }> {
  const now = await lockDraft(tx, draftId);
  if (now?.status !== 'drafting' || now.work !== work) throw new Taken();
  return now;
}

function labelOf({ provider, model, api }: ModelStatus): { readonly provider: string; readonly model: string; readonly api: string } {
  return { provider, model, api };
}

function refusedByEndpoint(why: string | null) {
  const message = why ?? 'the endpoint of the model holds it under its biosafety policy';
  return { code: 'E_BIOSAFETY_HOLD', severity: 'error', path: '', message, fixableByModel: false } as const;
}
