import { randomUUID } from 'node:crypto';
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
  lockDraft,
  readDraft,
  readRevision,
  renewDrafting,
  setDraftModel,
  type DraftRow,
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

/** A draft that was taken from this process, such as by whoever cancelled it at another one. */
class Taken extends Error {}

/**
 * Has the model draft, in the background of this process; requests only begin it. Each answer is kept as a revision before the next is asked
 * for, in a transaction of its own; none is open while a model writes.
 *
 * Exits of a draft: the loop has ended; it was cancelled, here or at another process (seen at the next answer); the process stops, which
 * interrupts it. A crash leaves a draft that says `drafting` until nobody has renewed it for 30 s, and then is interrupted.
 */
@Injectable()
export class DraftWorker implements BeforeApplicationShutdown {
  readonly id = randomUUID();
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

  /** Begins a draft that says `drafting` and names this process. */
  begin(draftId: string): void {
    const abort = new AbortController();
    const over = this.work(draftId, abort.signal)
      .catch((error: unknown) => this.fail(draftId, error))
      .finally(() => {
        this.working.delete(draftId);
        if (this.working.size > 0 || !this.timer) return;
        clearInterval(this.timer);
        this.timer = null;
      });
    this.working.set(draftId, { abort, over });
    this.timer ??= setInterval(() => void this.renew(), RENEW_MS).unref();
  }

  /** Breaks the call off, where this process makes it. */
  cancel(draftId: string): void {
    this.working.get(draftId)?.abort.abort();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    const all = [...this.working.values()];
    for (const { abort } of all) abort.abort();
    await Promise.all(all.map(({ over }) => over));
    if (this.timer) clearInterval(this.timer);
  }

  private async renew(): Promise<void> {
    await renewDrafting(this.database, this.id, ALIVE_MS).catch(() => undefined);
  }

  private async work(draftId: string, signal: AbortSignal): Promise<void> {
    const draft = await readDraft(this.database, draftId);
    if (!draft) return;
    const journal = new DraftJournal(this.database, draftId, this.settings.log);
    const status = await this.model.status();
    await setDraftModel(this.database, draftId, labelOf(status));
    const revision = draft.revision === 0 ? null : await readRevision(this.database, draftId, draft.revision);
    const { fleet, policy } = await this.database.transaction(async (tx) => ({ fleet: await loadFleet(tx), ...(await policyInForce(tx)) }));
    this.library ??= readLibrary();
    const task = draftTask(draft, revision, { fleet, policy, library: await this.library });
    const outcome = await draftLoop(task, {
      model: this.model,
      prompts: { draft: Prompt.read('draft'), repair: Prompt.read('repair') },
      check: (written, words) => this.database.transaction((tx) => checkDraft(tx, draftId, written, words)),
      repairs: Math.min(MAX_REPAIRS, policy.budgets.rounds - 1),
      context: { actor: draft.asker.id, draftId },
      signal,
      tell: (progress) => {
        if (progress.type === 'text') return journal.piece(progress.round, progress.piece);
        const { type, ...data } = progress;
        return journal.add(type, data);
      },
      keep: async (round) => {
        await journal.settled();
        await this.keep(draft, round, modelName(status) ?? 'none');
      },
    });
    await journal.settled();
    await this.end(draft, outcome);
  }

  private async keep({ id, instruction }: DraftRow, round: DraftRound, model: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = await lockDraft(tx, id);
      if (now?.status !== 'drafting') throw new Taken();
      const { document, draft, diagnostics, assumptions, questions, sentences, steps, callId } = round;
      const made = { document, draft, diagnostics, assumptions, questions, sentences, steps, callId };
      const number = await insertRevision(tx, id, { madeBy: 'model', actor: `model:${model}`, round: round.round, instruction, ...made });
      await dropDraftText(tx, id);
      const data = { revision: number, round: round.round, callId, diagnostics, assumptions, questions, steps: steps.length };
      await addDraftEvents(tx, id, [{ type: 'revision', data }]);
    });
  }

  private async end({ id, title, asker }: DraftRow, outcome: DraftOutcome): Promise<void> {
    const { ended, why, failure, holds, questions } = outcome;
    await this.database.transaction(async (tx) => {
      const now = await lockDraft(tx, id);
      if (now?.status !== 'drafting') return;
      const { state: status } = transitionDraft('drafting', ended === 'cancelled' && this.stopping ? 'interrupt' : EVENT_OF[ended]);
      const problem = status === 'interrupted' ? 'the process that drafted it was stopped; begin it again' : why;
      await endDrafting(tx, id, { status, questions, problem, failure });
      await dropDraftText(tx, id);
      await addDraftEvents(tx, id, [{ type: 'ended', data: { status, problem, failure, questions, revision: now.revision } }]);
      if (status !== 'held_biosafety') return;
      const { version } = await policyInForce(tx);
      const findings = holds.length > 0 ? holds.map((hold) => findingOf(hold, version)) : [findingOf(refusedByEndpoint(why), version)];
      await holdDraft(tx, { draftId: id, title, subject: 'draft', findings, actor: `user:${asker.name}` });
    });
  }

  private async fail(draftId: string, error: unknown): Promise<void> {
    if (error instanceof Taken) return;
    this.settings.log(`draft ${draftId}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    const problem = 'something went wrong on our side; the log has more. Begin it again';
    await this.database
      .transaction(async (tx) => {
        const now = await lockDraft(tx, draftId);
        if (now?.status !== 'drafting') return;
        await endDrafting(tx, draftId, { status: 'failed', questions: [], problem, failure: null });
        await addDraftEvents(tx, draftId, [
          { type: 'ended', data: { status: 'failed', problem, failure: null, questions: [], revision: now.revision } },
        ]);
      })
      .catch(() => undefined);
  }
}

function labelOf({ provider, model, api }: ModelStatus): { readonly provider: string; readonly model: string; readonly api: string } {
  return { provider, model, api };
}

function refusedByEndpoint(why: string | null) {
  const message = why ?? 'the endpoint of the model holds it under its biosafety policy';
  return { code: 'E_BIOSAFETY_HOLD', severity: 'error', path: '', message, fixableByModel: false } as const;
}
