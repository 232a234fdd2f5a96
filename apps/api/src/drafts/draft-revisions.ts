import { RevisionProposals, afterPerson, type RevisionOutcome, type RevisionRequest, type SentenceUse } from '@labwright/drafting';
import { holdDraft, screenDraftTexts } from '@labwright/execution';
import {
  Database,
  addDraftEvents,
  beginDrafting,
  insertDraft,
  insertRevision,
  keepHeldInstruction,
  listProtocolSteps,
  readDraft,
  readProtocol,
  recordEvents,
  type ProtocolRow,
  type ProtocolStepRow,
  type Tx,
} from '@labwright/persistence';
import { Injectable } from '@nestjs/common';
import { fullBecause } from './draft-room';
import { ALIVE_MS, DraftWorker } from './draft-worker';

/** As for drafts that people ask for. */
const INSTRUCTION = 5_000;

/**
 * Drafts that begin with a protocol that there is: its document is the first revision, with who wrote its steps and of which sentences, and a
 * model is put to work on the change. Nobody waits for that here. The protocol, its approval and its runs stay as they are.
 */
@Injectable()
export class DraftRevisions extends RevisionProposals {
  constructor(
    private readonly database: Database,
    private readonly worker: DraftWorker,
  ) {
    super();
  }

  async propose({ protocolHash, instruction, askedBy, actor, runId }: RevisionRequest): Promise<RevisionOutcome> {
    const protocol = await readProtocol(this.database, protocolHash);
    if (!protocol) return { ok: false, why: `there is no protocol ${protocolHash}` };
    const steps = await listProtocolSteps(this.database, protocolHash);
    const sentences = await this.sentencesOf(steps);
    const asked = instruction.trim().slice(0, INSTRUCTION);
    const made = await this.database.transaction(async (tx): Promise<Made> => {
      if ((await fullBecause(tx, askedBy)) !== null)
        return { ok: false, why: 'models are at work on as many drafts as are allowed at once; ask again when one is done' };
      const findings = await screenDraftTexts(tx, [{ path: '/instruction', field: 'request', text: asked }]);
      const held = findings.length > 0;
      const draft = await this.insert(
        tx,
        protocol,
        asked,
        askedBy,
        { held, runId },
        { sentences, steps: afterPerson(protocol.document, { document: protocol.document, steps }) },
        actor,
      );
      if (!held) {
        return { ok: true, draft, work: await beginDrafting(tx, draft, { instruction: asked, aliveMs: ALIVE_MS }) };
      }
      await keepHeldInstruction(tx, draft, asked);
      await holdDraft(tx, { draftId: draft, subject: 'request', findings, actor });
      const why = 'the biosafety officer looks at it first; no model is shown it';
      await addDraftEvents(tx, draft, [{ type: 'ended', data: { status: 'held_biosafety', problem: why, failure: null, questions: [] } }]);
      return { ok: false, why };
    });
    if (!made.ok) return made;
    this.worker.begin(made.draft, made.work);
    return { ok: true, draft: made.draft };
  }

  /** The sentences of a written protocol that the protocol shows as the source of its steps, by the numbers that they have there. */
  private async sentencesOf(steps: readonly ProtocolStepRow[]): Promise<readonly SentenceUse[]> {
    const shown = steps.filter(({ source }) => source !== null);
    const [first] = shown;
    const draft = first ? await readDraft(this.database, first.draft) : null;
    return (draft?.sentences ?? []).flatMap(({ number, text }) => {
      const made = shown.filter(({ sentences }) => sentences.includes(number)).map(({ step }) => step);
      return made.length === 0 ? [] : [{ number, text, steps: made, why: null }];
    });
  }

  private async insert(
    tx: Tx,
    protocol: ProtocolRow,
    instruction: string,
    asker: string,
    { held, runId }: { held: boolean; runId: string | null },
    { sentences, steps }: { sentences: readonly SentenceUse[]; steps: ReturnType<typeof afterPerson> },
    actor: string,
  ): Promise<string> {
    const { document, diagnostics, name, version } = protocol;
    const request = `Change ${name} ${version}: ${instruction}`;
    const status = held ? 'held_biosafety' : 'drafting';
    const written = sentences.map(({ number, text }) => ({ number, text }));
    const id = await insertDraft(tx, {
      asker,
      title: titleOf(protocol),
      request,
      constraints: {},
      files: [],
      sentences: written,
      status,
      runId,
    });
    await insertRevision(tx, id, {
      ...{ madeBy: 'person', actor, round: null, instruction: null, draft: null, document, diagnostics },
      ...{ assumptions: [], questions: [], sentences, callId: null, steps },
    });
    await recordEvents(tx, [
      { type: 'draft.requested', actor, data: { draft: id, protocol: protocol.hash, sentences: sentences.length, files: 0 } },
    ]);
    return id;
  }
}

/** As the outcome, with the work that is to be begun. */
type Made = Exclude<RevisionOutcome, { ok: true }> | { readonly ok: true; readonly draft: string; readonly work: string };

function titleOf({ title }: ProtocolRow): string {
  return `Revision of ${title}`.slice(0, 100);
}
