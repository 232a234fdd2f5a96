import { LabError, transitionDraft } from '@labwright/domain';
import { MAX_SENTENCES, afterPerson, assumptionFindings, patched, sentencesOf, writtenSteps, type JsonPatch } from '@labwright/drafting';
import {
  compileForLab,
  findingOf,
  holdDraft,
  policyInForce,
  screenDraftTexts,
  submitProtocol,
  withoutReleased,
  type DraftText,
  type Principal,
} from '@labwright/execution';
import {
  Database,
  addDraftEvents,
  beginDrafting,
  endDrafting,
  insertDraft,
  insertRevision,
  interruptSilentDrafts,
  keepHeldInstruction,
  latestDraftEvent,
  lockDraft,
  readDraft,
  readRevision,
  recordEvents,
  setDraftStatus,
  type DraftRow,
  type RevisionRow,
  type Tx,
} from '@labwright/persistence';
import type { Diagnostic } from '@labwright/protocol';
import { Injectable } from '@nestjs/common';
import { stringify } from 'yaml';
import { actingOf } from '../access/caller';
import { staleTag } from '../instruments/precondition';
import { seesAllDrafts } from './draft-readers';
import { fullBecause } from './draft-room';
import type { NewDraftRequest } from './draft.schema';
import { cleanName } from './file-name';
import { draftToChange } from './draft-task';
import { ALIVE_MS, DraftWorker } from './draft-worker';

/** Characters of the JSON of a document that a person changed. */
const MOST_DOCUMENT = 1_000_000;
const TITLE = 100;

/** What was begun, and after which event it shows. */
export interface Started {
  readonly id: string;
  readonly status: DraftRow['status'];
  readonly after: string;
}

/** With what is to be done about it: `work` is null where it is held. */
interface Begun extends Started {
  readonly work: string | null;
}

/** What people do with drafts. Only whoever asked for one changes it; those who review see it. */
@Injectable()
export class DraftsService {
  constructor(
    private readonly database: Database,
    private readonly worker: DraftWorker,
  ) {}

  /** @throws LabError NOT_FOUND, also for the draft of somebody else */
  async find(id: string, caller: Principal): Promise<DraftRow> {
    await interruptSilentDrafts(this.database);
    const draft = await readDraft(this.database, id);
    if (draft && (draft.asker.id === caller.id || seesAllDrafts(caller))) return draft;
    throw unknownDraft(id);
  }

  /** @throws LabError NOT_FOUND when there is no such revision */
  async revision(draft: DraftRow, number: number): Promise<RevisionRow> {
    const revision = await readRevision(this.database, draft.id, number);
    if (revision) return revision;
    const way = draft.revision === 0 ? 'it has none yet' : `it has 1 to ${draft.revision}`;
    throw new LabError('NOT_FOUND', `the draft has no revision ${number}; ${way}`, { kind: 'revision', id: String(number) });
  }

  /** Screens what was given and puts a model to work on it; what is held goes to none. */
  async create({ request, constraints, files, written }: NewDraftRequest, caller: Principal): Promise<Started> {
    const { actor } = actingOf(caller);
    const sentences = written === undefined ? [] : sentencesOf(written);
    if (sentences.length > MAX_SENTENCES) {
      const message = `the written protocol has more than ${MAX_SENTENCES} sentences, which is the most that is drafted at once; give it in parts`;
      throw new LabError('INPUT_INVALID', message, { path: '/written' });
    }
    const named = files.map(({ name, text }) => ({ name: cleanName(name), text }));
    const texts: DraftText[] = [
      { path: '/request', field: 'request', text: request },
      { path: '/constraints', field: 'request', text: JSON.stringify(constraints) },
      ...(written === undefined ? [] : [{ path: '/written', field: 'request', text: written } as const]),
      ...files.flatMap(({ name, text }, i): DraftText[] => [
        { path: `/files/${i}/name`, field: 'file_name', text: name },
        { path: `/files/${i}/text`, field: 'request', text },
      ]),
    ];
    const title = request.split('\n', 1)[0]!.slice(0, TITLE).trim() || 'a draft';
    const begun = await this.database.transaction(async (tx): Promise<Begun> => {
      const findings = await screenDraftTexts(tx, texts);
      const held = findings.length > 0;
      if (!held) await this.mustHaveRoom(tx, caller.id);
      const draft = { asker: caller.id, title, request, constraints, files: named, sentences, runId: null };
      const id = await insertDraft(tx, { ...draft, status: held ? 'held_biosafety' : 'drafting' });
      await recordEvents(tx, [{ type: 'draft.requested', actor, data: { draft: id, sentences: sentences.length, files: named.length } }]);
      if (!held) return { id, status: 'drafting', after: '0', work: await beginDrafting(tx, id, { instruction: null, aliveMs: ALIVE_MS }) };
      await this.hold(tx, id, { subject: 'request', findings, actor });
      return { id, status: 'held_biosafety', after: '0', work: null };
    });
    return this.toWork(begun);
  }

  /** Has a model change the newest revision, or try again with answers to its questions. */
  async instruct(id: string, instruction: string, caller: Principal): Promise<Started> {
    const draft = await this.own(id, caller);
    const { actor } = actingOf(caller);
    // Until there is a draft, what was said before counts too.
    const whole = draft.revision === 0 && draft.instruction !== null ? `${draft.instruction}\n${instruction}`.slice(-5_000) : instruction;
    return this.begin(draft, whole, async (tx) => {
      const findings = await screenDraftTexts(tx, [{ path: '/instruction', field: 'request', text: instruction }], id);
      await recordEvents(tx, [{ type: 'draft.instructed', actor, data: { draft: id, revision: draft.revision } }]);
      if (findings.length === 0) return false;
      await keepHeldInstruction(tx, id, whole);
      await this.hold(tx, id, { subject: 'request', findings, actor });
      return true;
    });
  }

  /** Begins again what was interrupted, cancelled, released or failed. */
  async restart(id: string, caller: Principal): Promise<Started> {
    const draft = await this.own(id, caller);
    const { actor } = actingOf(caller);
    if (!['interrupted', 'cancelled', 'released', 'failed'].includes(draft.status)) {
      const reason = `the draft is ${draft.status}; only one that was interrupted, cancelled or released, or has failed, is begun again. Change it with an instruction`;
      throw new LabError('CONFLICT', reason, { kind: 'draft', id, reason });
    }
    return this.begin(draft, draft.instruction, async (tx) => {
      await recordEvents(tx, [{ type: 'draft.restarted', actor, data: { draft: id } }]);
      return false;
    });
  }

  async cancel(id: string, caller: Principal): Promise<void> {
    await this.own(id, caller);
    const { actor } = actingOf(caller);
    const work = await this.database.transaction(async (tx) => {
      const { status, revision, work: at } = (await lockDraft(tx, id))!;
      const { state } = transitionDraft(status, 'cancel');
      const problem = 'it was cancelled';
      await endDrafting(tx, id, { status: state, questions: [], problem, failure: null });
      await addDraftEvents(tx, id, [{ type: 'ended', data: { status: state, problem, failure: null, questions: [], revision } }]);
      await recordEvents(tx, [{ type: 'draft.cancelled', actor, data: { draft: id } }]);
      return at;
    });
    if (work !== null) this.worker.cancel(work);
  }

  /** A person's change of the newest revision. `expected` are the revisions that the caller has seen; null for any. */
  async revise(id: string, patch: JsonPatch, expected: readonly string[] | null, caller: Principal): Promise<void> {
    await this.own(id, caller);
    const acting = actingOf(caller);
    await this.database.transaction(async (tx) => {
      const { status, revision: number } = (await lockDraft(tx, id))!;
      const { state } = transitionDraft(status, 'revise');
      if (expected && !expected.includes(String(number))) throw staleTag(`/v1/drafts/${id}`);
      const before = number === 0 ? null : await readRevision(tx, id, number);
      if (!before || before.document === null) throw noDocument(id, 'there is nothing to change yet; give an instruction');
      const document = asDocument(patched(before.document, patch));
      const compiled = await compileForLab(tx, document);
      const diagnostics = await withoutReleased(tx, id, compiled.diagnostics, document);
      const steps = writtenSteps(document);
      const revision = {
        madeBy: 'person',
        actor: acting.actor,
        round: null,
        instruction: null,
        draft: null,
        document,
        diagnostics: [
          ...diagnostics,
          ...assumptionFindings(
            before.assumptions.filter(({ step }) => step === null || steps.has(step)),
            steps,
          ),
        ],
        assumptions: before.assumptions,
        questions: [],
        sentences: before.sentences.map((sentence) => withoutGone(sentence, (step) => steps.has(step))),
        callId: null,
        steps: afterPerson(document, { document: before.document, steps: before.steps }),
      } as const;
      const made = await insertRevision(tx, id, revision);
      await setDraftStatus(tx, id, state);
      await recordEvents(tx, [
        { type: 'draft.revised', actor: acting.actor, data: { draft: id, revision: made, operations: patch.length } },
      ]);
      const holds = diagnostics.filter(isHold);
      if (holds.length === 0) return;
      const { version } = await policyInForce(tx);
      await this.hold(tx, id, { subject: 'draft', findings: holds.map((hold) => findingOf(hold, version)), actor: acting.actor });
    });
  }

  /** Submits the newest revision as its asker's protocol, with the provenance of its steps beside it. */
  async submit(id: string, caller: Principal): Promise<{ draft: string; revision: number; hash: string; status: string }> {
    await this.own(id, caller);
    const acting = actingOf(caller);
    return this.database.transaction(async (tx) => {
      const { status, revision: number } = (await lockDraft(tx, id))!;
      const { state } = transitionDraft(status, 'submit');
      const revision = number === 0 ? null : await readRevision(tx, id, number);
      if (!revision || revision.document === null) throw noDocument(id, 'there is nothing to submit yet');
      const source = stringify(revision.document, { aliasDuplicateObjects: false, lineWidth: 0 });
      const { hash, status: review } = await submitProtocol(tx, source, acting, { draft: id, revision: number });
      await setDraftStatus(tx, id, state, hash);
      await recordEvents(tx, [{ type: 'draft.submitted', actor: acting.actor, data: { draft: id, revision: number, hash } }]);
      return { draft: id, revision: number, hash, status: review };
    });
  }

  /** Puts a model to work, unless `prepare` says that it is held. */
  private async begin(draft: DraftRow, instruction: string | null, prepare: (tx: Tx) => Promise<boolean>): Promise<Started> {
    const { id } = draft;
    if (draft.revision > 0) draftToChange(await this.revision(draft, draft.revision));
    const begun = await this.database.transaction(async (tx): Promise<Begun> => {
      const full = await fullBecause(tx, draft.asker.id);
      const { status } = (await lockDraft(tx, id))!;
      const { state } = transitionDraft(status, 'begin');
      if (full !== null) throw noRoom(full);
      const after = await latestDraftEvent(tx, id);
      if (await prepare(tx)) return { id, status: 'held_biosafety', after, work: null };
      return { id, status: state, after, work: await beginDrafting(tx, id, { instruction, aliveMs: ALIVE_MS }) };
    });
    return this.toWork(begun);
  }

  private toWork({ work, ...started }: Begun): Started {
    if (work !== null) this.worker.begin(started.id, work);
    return started;
  }

  private async hold(tx: Tx, id: string, held: Omit<Parameters<typeof holdDraft>[1], 'draftId'>): Promise<void> {
    const problem = 'the biosafety officer has been told, who releases or rejects it; no model is shown it until then';
    await endDrafting(tx, id, { status: 'held_biosafety', questions: [], problem, failure: null });
    await holdDraft(tx, { draftId: id, ...held });
    await addDraftEvents(tx, id, [{ type: 'ended', data: { status: 'held_biosafety', problem, failure: null, questions: [] } }]);
  }

  private async mustHaveRoom(tx: Tx, asker: string): Promise<void> {
    const full = await fullBecause(tx, asker);
    if (full !== null) throw noRoom(full);
  }

  /** @throws LabError NOT_FOUND, ACCESS_FORBIDDEN for whoever may only look, CONFLICT while it is held, and when it is rejected */
  private async own(id: string, caller: Principal): Promise<DraftRow> {
    const draft = await this.find(id, caller);
    if (draft.asker.id === caller.id) return notBarred(draft);
    throw new LabError('ACCESS_FORBIDDEN', `the draft is of ${draft.asker.name}, who alone changes it`, { needed: [], has: caller.roles });
  }
}

function unknownDraft(id: string): LabError<'NOT_FOUND'> {
  return new LabError('NOT_FOUND', `there is no draft ${id} of yours; GET /v1/drafts lists them`, { kind: 'draft', id });
}

/** Its asker does nothing with a draft that people decide about; the state machine would say no as well, without the way out. */
function notBarred(draft: DraftRow): DraftRow {
  const { id, status } = draft;
  if (status !== 'held_biosafety' && status !== 'rejected') return draft;
  const way =
    status === 'rejected' ? 'make another one' : 'a biosafety officer releases or rejects it, by POST /v1/drafts/{id}/release or /reject';
  const reason = `draft ${id} is ${status}, so it is neither begun again nor changed nor submitted: ${way}`;
  throw new LabError('CONFLICT', reason, { kind: 'draft', id, reason });
}

function noRoom(reason: string): LabError<'CONFLICT'> {
  return new LabError('CONFLICT', reason, { kind: 'draft', id: '', reason });
}

function noDocument(id: string, why: string): LabError<'CONFLICT'> {
  return new LabError('CONFLICT', `draft ${id} says no protocol: ${why}`, { kind: 'draft', id, reason: why });
}

function asDocument(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new LabError('INPUT_INVALID', 'the patch leaves no object; a protocol is one', { path: '' });
  const size = JSON.stringify(value).length;
  if (size <= MOST_DOCUMENT) return value as Record<string, unknown>;
  throw new LabError('INPUT_INVALID', `the patch makes a document of ${size} characters; at most ${MOST_DOCUMENT}`, { path: '' });
}

function withoutGone(sentence: RevisionRow['sentences'][number], isStep: (id: string) => boolean): RevisionRow['sentences'][number] {
  const steps = sentence.steps.filter(isStep);
  return { ...sentence, steps, why: steps.length > 0 ? null : (sentence.why ?? 'a person took its steps out') };
}

function isHold({ code, severity }: Diagnostic): boolean {
  return code === 'E_BIOSAFETY_HOLD' && severity === 'error';
}
