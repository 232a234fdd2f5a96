import { randomUUID } from 'node:crypto';
import { hasCode } from '@labwright/domain';
import { RevisionProposals, consultModel, type ConsultSaid } from '@labwright/drafting';
import { BackgroundLoop, closeOverdueQuestions, takeUpModelAnswer, type ModelSaid, type ModelSilent } from '@labwright/execution';
import { Database, savedHistory, takeModelQuestion, type TakenQuestion } from '@labwright/persistence';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { ApiSettings } from '../api-settings';
import { LabModel } from '../model/lab-model';
import { modelName } from '../model/model-name';

/** Wall milliseconds between two looks for questions. */
const LOOK_MS = 1_000;
/** Questions under way at once; the others wait their turn, and their people are asked anyway. */
const MOST_AT_ONCE = 4;
/** Values of readings that are shown to the model at most. */
const MOST_VALUES = 5_000;
/** Kept back of the time for an answer, to write down what came of it, wall milliseconds. */
const MARGIN_MS = 2_000;

/**
 * Asks the model what runs want to know: consults that name it, and advice on readings that are not as expected. A question is taken by one
 * process, and asked once. No run waits for this: its people have the task all the while, and after two minutes they alone.
 *
 * Modes: looking every second -> stopped. A crash leaves a question that is being asked; its time runs out, and a person decides. What is
 * under way when the process stops is given up, and a person decides.
 */
@Injectable()
export class ModelConsults implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly by = `api-${randomUUID()}`;
  private readonly stopping = new AbortController();
  private readonly underWay = new Set<Promise<void>>();
  private loop: BackgroundLoop | null = null;

  constructor(
    private readonly database: Database,
    private readonly model: LabModel,
    private readonly proposals: RevisionProposals,
    private readonly settings: ApiSettings,
  ) {}

  onApplicationBootstrap(): void {
    const onError = (where: string, error: Error) => this.settings.log(`${where}: ${error.message}`);
    this.loop = new BackgroundLoop({ name: 'questions to the model', everyMs: LOOK_MS, work: () => this.look(), onError }).start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.loop?.stop();
    await Promise.all(this.underWay);
  }

  private async look(): Promise<void> {
    try {
      await this.database.transaction((tx) => closeOverdueQuestions(tx));
      while (this.underWay.size < MOST_AT_ONCE && !this.stopping.signal.aborted) {
        const question = await this.database.transaction((tx) => takeModelQuestion(tx, this.by));
        if (!question) return;
        const answering = this.answer(question).finally(() => {
          this.underWay.delete(answering);
          this.loop?.kick();
        });
        this.underWay.add(answering);
      }
    } catch (error) {
      // While the database is away nothing can be asked; the next look comes soon.
      if (!hasCode(error, 'DATABASE_UNAVAILABLE')) throw error;
    }
  }

  private async answer(question: TakenQuestion): Promise<void> {
    const answer = await this.ask(question).catch((error: unknown): ModelSilent => {
      this.settings.log(`question ${question.id} to the model: ${(error as Error).message}`);
      return { failure: 'the model could not be asked; see the log of the API', model: null, promptVersion: null, callId: null };
    });
    try {
      await this.database.transaction((tx) => takeUpModelAnswer(tx, question.id, this.by, answer));
    } catch (error) {
      this.settings.log(`question ${question.id} to the model was not taken up, so a person decides: ${(error as Error).message}`);
    }
  }

  private async ask(question: TakenQuestion): Promise<ModelSaid | ModelSilent> {
    const status = await this.model.status();
    const model = modelName(status);
    if (model === null) return { failure: status.problem ?? 'no model is set up', model, promptVersion: null, callId: null };
    const limit = AbortSignal.timeout(Math.max(1, Math.floor(question.leftMs - MARGIN_MS)));
    const signal = AbortSignal.any([this.stopping.signal, limit]);
    const saved = await savedHistory(this.database, question.runId, question.shows, MOST_VALUES);
    const outcome = await consultModel(this.model, question, saved, signal);
    const { callId, promptVersion } = outcome;
    if (!outcome.ok) return { failure: outcome.message, model, promptVersion, callId };
    const { beyond, ...said } = outcome.said;
    if (beyond === null) return { ...said, model, promptVersion, callId, beyond: null };
    return {
      ...said,
      model,
      promptVersion,
      callId,
      beyond: { why: beyond, draft: await this.revise(question, outcome.said, signal, `model:${model}`) },
    };
  }

  /** What goes beyond the approval becomes a draft with an approval of its own; null where none could be made. */
  private async revise(
    { protocol, createdBy, runId, step }: TakenQuestion,
    { adjust, reason }: ConsultSaid,
    signal: AbortSignal,
    actor: string,
  ): Promise<string | null> {
    if (adjust.length === 0) return null;
    const values = adjust.map(({ param, value, unit }) => `${param} = ${value} ${unit}`).join(', ');
    const instruction = `At step "${step}" of a run the readings ask for ${values}. Reason: ${reason}`;
    const outcome = await this.proposals.propose({ protocolHash: protocol.hash, instruction, askedBy: createdBy, actor, runId, signal });
    return outcome.ok ? outcome.draft : null;
  }
}
