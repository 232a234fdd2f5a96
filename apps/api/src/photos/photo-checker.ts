import { checkPhoto } from '@labwright/drafting';
import { BackgroundLoop, settlePhotoCheck, takePhotoCheck, type CheckResult, type WaitingCheck } from '@labwright/execution';
import { listDoubtfulPhoto } from '@labwright/notify';
import { Database } from '@labwright/persistence';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ApiSettings } from '../api-settings';
import { LabModel } from '../model/lab-model';

/** Wall milliseconds between two looks for photos that nobody told of; an upload kicks at once. */
const LOOK_MS = 2_000;
/** Photos of one look; what is left has the next. */
const MOST_AT_ONCE = 50;

/**
 * Has photos that are evidence looked at by the model, one after the other, beside everything else: no task and no run waits for it. Each photo is
 * one call; what cannot be asked is put down as unavailable, and a person looks alone. A fail or unsure that comes after its task was completed is
 * listed for people, until one acknowledges it.
 *
 * Exits: shutdown, which breaks off the call in flight. A check that a crash or a stop left is taken up again after 15 min, three times at most.
 */
@Injectable()
export class PhotoChecker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly leaving = new AbortController();
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly database: Database,
    private readonly model: LabModel,
    settings: ApiSettings,
  ) {
    this.loop = new BackgroundLoop({
      name: 'photo checks',
      everyMs: LOOK_MS,
      work: () => this.look(),
      onError: (where, error) => settings.log(`${where}: ${error.message}`),
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.leaving.abort();
    await this.loop.stop();
  }

  /** A photo has come. */
  kick(): void {
    this.loop.kick();
  }

  private async look(): Promise<void> {
    for (let i = 0; i < MOST_AT_ONCE && !this.leaving.signal.aborted; i++) {
      const check = await this.database.transaction(takePhotoCheck);
      if (!check) return;
      // No transaction is open while a model thinks.
      const result = await this.ask(check);
      if (!result) continue;
      await this.database.transaction(async (tx) => {
        const late = await settlePhotoCheck(tx, check, result);
        if (late) await listDoubtfulPhoto(tx, late);
      });
    }
  }

  /** Null when it was broken off: somebody asks again. */
  private async ask(check: WaitingCheck): Promise<CheckResult | null> {
    const { expect, instruction, step, mediaType, bytes, askedBy, runId, stepInstanceId } = check;
    if (expect.trim() === '') return { problem: 'the step does not say what the photo should show', callId: null };
    const outcome = await checkPhoto(this.model, {
      image: { mediaType, bytes },
      expected: { step, instruction, expect },
      context: { actor: askedBy, runId, stepInstanceId },
      signal: this.leaving.signal,
    });
    if (!outcome.ok) return outcome.failure === 'cancelled' ? null : { problem: outcome.message, callId: outcome.callId };
    const { provider, model } = await this.model.status();
    return { ...outcome.value, provider, model, promptVersion: outcome.promptVersion, callId: outcome.callId };
  }
}
