import { createHash } from 'node:crypto';
import { LabError } from '@labwright/domain';
import {
  AudioTypes,
  ExchangeEvidence,
  RecordedLab,
  RevisionProposals,
  askAssistant,
  audioType,
  cleanTranscript,
  type AssistantOutcome,
  type FailureKind,
  type ModelImage,
} from '@labwright/drafting';
import { screenDraftTexts, screenGivenText, type Principal } from '@labwright/execution';
import {
  Database,
  insertExchange,
  readExchange,
  readPhoto,
  recordEvents,
  type ExchangeRow,
  type NewExchange,
} from '@labwright/persistence';
import { Injectable } from '@nestjs/common';
import { LabModel } from '../model/lab-model';
import { modelName } from '../model/model-name';
import { RunsService } from '../runs/runs.service';
import type { Question } from './question.schema';

/** A question may take so long, wall milliseconds. */
const LIMIT_MS = 180_000;
/** Characters of a question that was spoken, as of one that is written. */
const MOST_SAID = 4_000;
const HELD: FailureKind = 'biosafety';

/** Who wants to see the answer while it is written. */
interface Watcher {
  readonly onText: (piece: string) => void;
  readonly onTool: (tool: string) => void;
}

interface Asking {
  readonly caller: Principal;
  readonly runId: string | null;
  readonly question: Question;
  readonly signal: AbortSignal;
  readonly watcher: Watcher | null;
}

type Ending = Pick<NewExchange, 'status' | 'answer' | 'citations' | 'failure' | 'promptVersion' | 'calls'>;

/**
 * Questions at the bench: heard where they are spoken, screened, answered by the model with tools that read, and recorded, whatever came of them.
 * No transaction is open while the model thinks.
 */
@Injectable()
export class Assistant {
  private readonly record: RecordedLab;

  constructor(
    private readonly database: Database,
    private readonly model: LabModel,
    private readonly runs: RunsService,
    private readonly proposals: RevisionProposals,
  ) {
    this.record = new RecordedLab(database);
  }

  /** @throws LabError NOT_FOUND (run, photo), ACCESS_FORBIDDEN (photos are not for this person), INPUT_INVALID (no such recording) */
  async ask(asking: Asking): Promise<ExchangeRow> {
    const { caller, runId, question } = asking;
    const askedAt = new Date();
    if (runId !== null) await this.runs.find(runId);
    const images = question.photo === undefined ? [] : [await this.photo(question.photo, caller)];
    const evidence = new ExchangeEvidence();
    const signal = AbortSignal.any([asking.signal, AbortSignal.timeout(LIMIT_MS)]);
    const heard = await this.heard(question, asking);
    const ending = heard.ending ?? (await this.answer({ ...asking, signal }, heard.text, images, evidence));
    const exchange: NewExchange = {
      ...{ runId, step: question.step ?? null, askedBy: caller.id, question: heard.text, attached: attachedTo(question, images), askedAt },
      ...{ ...ending, calls: [...heard.calls, ...ending.calls], toolCalls: evidence.calls, draft: evidence.draft },
      model: modelName(await this.model.status()),
    };
    const id = await this.keep(exchange, caller, heard.spoken);
    const row = await readExchange(this.database, id);
    if (row) return row;
    throw new LabError('INTERNAL', `exchange ${id} is not there`, { where: 'assistant' });
  }

  private async photo(hash: string, { scopes }: Principal): Promise<ModelImage> {
    if (!scopes.has('photos:read'))
      throw new LabError('ACCESS_FORBIDDEN', 'photos of the bench are not for this key', { needed: ['photos:read'], has: [...scopes] });
    const photo = await readPhoto(this.database, hash);
    if (!photo) throw new LabError('NOT_FOUND', `there is no photo ${hash}; upload it with POST /v1/photos`, { kind: 'photo', id: hash });
    return { mediaType: photo.mediaType, bytes: photo.bytes };
  }

  /** The question as text. What is to be held ends here, and so does a recording that nobody could make out. */
  private async heard(
    { text = '', audio }: Question,
    { caller, runId }: Asking,
  ): Promise<{ text: string; spoken: boolean; calls: readonly string[]; ending: Ending | null }> {
    if (!audio) return { text, spoken: false, calls: [], ending: (await this.isHeld(text, 'request')) ? held() : null };
    const bytes = Buffer.from(audio.data, 'base64');
    if (audioType(bytes) !== audio.mediaType)
      throw new LabError('INPUT_INVALID', `the recording does not begin like ${audio.mediaType}; send it as what it is`, {
        path: '/audio',
        allowed: Object.keys(AudioTypes),
      });
    const context = { actor: caller.id, ...(runId === null ? {} : { runId }) };
    const fileName = `question.${AudioTypes[audio.mediaType]}`;
    const outcome = await this.model.transcribe({ mediaType: audio.mediaType, fileName, bytes }, context);
    const calls = [outcome.callId];
    if (!outcome.ok) return { text: '', spoken: true, calls, ending: failed(outcome.failure, outcome.message) };
    const said = cleanTranscript(outcome.value, MOST_SAID);
    if (said === '')
      return { text: '', spoken: true, calls, ending: failed('unsupported', 'nothing was heard; speak closer, or write the question') };
    return { text: said, spoken: true, calls, ending: (await this.isHeld(said, 'transcript')) ? held() : null };
  }

  /** Whether a text is kept back from the model: a finding, or a screener that fails. */
  private async isHeld(text: string, field: 'request' | 'transcript'): Promise<boolean> {
    if (text === '') return false;
    return (await this.database.transaction((tx) => screenDraftTexts(tx, [{ path: '/text', field, text }]))).length > 0;
  }

  private async answer(
    { caller, runId, question, signal, watcher }: Asking,
    text: string,
    images: readonly ModelImage[],
    evidence: ExchangeEvidence,
  ): Promise<Ending> {
    const { record, proposals } = this;
    const scene = {
      record,
      evidence,
      proposals,
      askedBy: caller.id,
      actor: `user:${caller.name}`,
      scopes: caller.scopes,
      runId,
      signal,
      onTool: watcher?.onTool,
    };
    const asked = { text, heard: question.audio !== undefined, step: question.step ?? null, images, onText: watcher?.onText };
    return endingOf(await askAssistant(this.model, scene, asked));
  }

  private keep(exchange: NewExchange, { name }: Principal, spoken: boolean): Promise<string> {
    const actor = `user:${name}`;
    const { runId, question, answer, status } = exchange;
    return this.database.transaction(async (tx) => {
      const id = await insertExchange(tx, exchange);
      const asked = spoken
        ? ({ subject: 'transcript', field: 'transcript' } as const)
        : ({ subject: 'request', field: 'request' } as const);
      await screenGivenText(tx, { ...asked, text: question, runId, actor });
      if (answer !== null)
        await screenGivenText(tx, { subject: 'answer', field: 'note', text: answer, runId, actor: `model:${exchange.model ?? 'none'}` });
      await recordEvents(tx, [{ type: 'question.asked', actor, runId, data: { exchange: id, status, draft: exchange.draft } }]);
      return id;
    });
  }
}

function held(): Ending {
  const message = 'the question was not sent to the model: it names what the biosafety officer looks at first; the officer is told';
  return { status: 'held', answer: null, citations: [], failure: { kind: HELD, message }, promptVersion: null, calls: [] };
}

function failed(kind: FailureKind, message: string): Ending {
  return { status: 'failed', answer: null, citations: [], failure: { kind, message }, promptVersion: null, calls: [] };
}

function endingOf(outcome: AssistantOutcome): Ending {
  const { calls, promptVersion } = outcome;
  if (outcome.status === 'failed') return { ...failed(outcome.failure, outcome.message), promptVersion, calls };
  const { status, answer, citations } = outcome;
  return { status, answer, citations, failure: null, promptVersion, calls };
}

function attachedTo({ audio, photo }: Question, [image]: readonly ModelImage[]): NewExchange['attached'] {
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  return [
    ...(audio ? [{ kind: 'audio' as const, mediaType: audio.mediaType, sha256: sha256(Buffer.from(audio.data, 'base64')) }] : []),
    ...(photo !== undefined && image ? [{ kind: 'photo' as const, mediaType: image.mediaType, sha256: photo }] : []),
  ];
}
