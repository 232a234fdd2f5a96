import { createHash } from 'node:crypto';
import { sayable, type Speech } from '@labwright/drafting';
import { Database, keepSpokenText, takeSpokenText } from '@labwright/persistence';
import { Injectable } from '@nestjs/common';
import { LabModel } from '../model/lab-model';

/** Texts that are kept as speech; those that were not said for longest go. */
const MOST_TEXTS = 500;
/** Larger speech is given once and not kept, bytes. */
const MOST_BYTES = 4 * 1024 * 1024;
/** What a model's speech may be; anything else is not given on. */
const SPEECH_TYPE = /^audio\/[a-z0-9.+-]{1,40}$/;

/** Why there is no sound: the text is for the screen then. */
export interface Unspoken {
  readonly problem: string;
}

/** Texts as speech, each asked of the model once: what was spoken before comes out of the database, also while the model is away. */
@Injectable()
export class SpokenTexts {
  constructor(
    private readonly database: Database,
    private readonly model: LabModel,
  ) {}

  async speak(text: string, context: { readonly actor: string; readonly runId: string }): Promise<Speech | Unspoken> {
    const line = sayable(text);
    const { provider, model } = await this.model.status();
    const key = createHash('sha256')
      .update(JSON.stringify([provider, model, line]))
      .digest('hex');
    const kept = await takeSpokenText(this.database, key);
    if (kept) return kept;
    const outcome = await this.model.speak(line, context);
    if (!outcome.ok) return { problem: outcome.message };
    const { mediaType, bytes } = outcome.value;
    if (!SPEECH_TYPE.test(mediaType) || bytes.length === 0) return { problem: 'what the model gave is no speech' };
    if (bytes.length <= MOST_BYTES)
      await this.database.transaction((tx) => keepSpokenText(tx, key, mediaType, Buffer.from(bytes), MOST_TEXTS));
    return outcome.value;
  }
}
