import { createHash, randomBytes } from 'node:crypto';
import {
  AudioTypes,
  audioType,
  cleanTranscript,
  parseCommand,
  replyTo,
  sayable,
  withAct,
  wordsAfter,
  type CalmCommand,
  type VoiceAct,
  type VoiceCommand,
} from '@labwright/drafting';
import { LabError, isLabError } from '@labwright/domain';
import { screenGivenText, type Principal } from '@labwright/execution';
import {
  Database,
  dropVoiceTokens,
  insertVoiceTurn,
  lockVoiceSession,
  newestVoiceTurn,
  openVoiceSession,
  readVoiceSession,
  takeVoiceToken,
  updateVoiceSession,
  type NewVoiceTurn,
  type Tx,
  type VoiceOutcome,
  type VoiceSessionRow,
} from '@labwright/persistence';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { actingOf } from '../access/caller';
import { LabModel } from '../model/lab-model';
import { performAct } from './perform-act';
import { sceneOf, type SessionScene } from './scene-of';
import { VoiceActSchema } from './voice-act.schema';
import { VoiceEmergency } from './voice-emergency';
import type { VoiceSessionSchema, VoiceTurnSchema } from './voice.schema';

/** How long a yes is good for what was read back, wall seconds. */
const TOKEN_S = 60;
const DEAF = 'I cannot hear you now. Nothing was done. Use the screen.';
const ANOTHER_TASK = 'That was said of another task, or it is over. Nothing was done.';
const SAID_SINCE = 'Something else was said since. Nothing was done. Say it once more.';
const NOT_UNDERSTOOD = 'I did not take that for a command, and nothing was done. Say help, or ask the assistant.';

type TurnView = z.input<typeof VoiceTurnSchema>;

/** What was heard, however it was. */
interface Heard {
  readonly audio: NewVoiceTurn['audio'];
  /** Null where nobody could hear it. */
  readonly transcript: string | null;
  readonly callId: string | null;
}

/** What a turn comes to before it is written down. */
interface Turn {
  readonly command: VoiceCommand | null;
  readonly outcome: VoiceOutcome;
  readonly say: string;
  readonly waits?: VoiceAct;
  /** To be done; the turn is written with what becomes of it. */
  readonly act?: VoiceAct;
}

/** What is to be done now, at the task that it was said of. */
interface Due {
  readonly act: VoiceAct;
  readonly command: VoiceCommand | null;
  readonly task: string | null;
  /** What had been said last when it became due. */
  readonly newest: string;
}

/** Who says something, and the task that they say it to: null for the one in hand. */
interface Speaking {
  readonly caller: Principal;
  readonly wanted: string | null;
}

/**
 * What people say to the lab. Each thing that is said is a turn: heard (by the model, outside of any transaction), parsed by code, and answered in
 * words. What changes something is read back, and done in a turn of its own: by a yes with the token of what was read back last, once, within
 * 60 s, at the task that it was read back of, and only while nothing else is said. A stop alone is done at once, and nothing that was read back
 * before it is done any more; an emergency stop before anything is asked of the session. What is no command does nothing. Everything is done by
 * the use cases of the routes, with the rights of whoever speaks; the model hears and decides nothing.
 */
@Injectable()
export class VoiceTurns {
  constructor(
    private readonly database: Database,
    private readonly model: LabModel,
    private readonly emergency: VoiceEmergency,
  ) {}

  /** The session of the caller in a run, for a task where one is named. @throws LabError NOT_FOUND */
  async begin(run: string, caller: Principal, task: string | null = null): Promise<z.input<typeof VoiceSessionSchema>> {
    return this.database.transaction(async (tx) => {
      const [known] = await tx.query('select 1 from lab.runs where id = $1', [run]);
      if (!known) throw new LabError('NOT_FOUND', `there is no run ${run}; GET /v1/runs lists them`, { kind: 'run', id: run });
      const session = await openVoiceSession(tx, run, caller.id);
      const now = await sceneOf(tx, session, caller, task);
      return {
        id: session.id,
        run,
        task: now.task?.id ?? null,
        say: said(replyTo({ kind: 'repeat' }, now.scene)),
        begunAt: session.begunAt,
      };
    });
  }

  /**
   * @param wanted the task that it is said to; where that is not to be done by the caller, no other one is meant
   * @throws LabError NOT_FOUND, ACCESS_FORBIDDEN, INPUT_INVALID for bytes that are no recording
   */
  async hear(
    sessionId: string,
    bytes: Buffer,
    confirms: string | undefined,
    caller: Principal,
    wanted: string | null = null,
  ): Promise<TurnView> {
    const mediaType = audioType(bytes);
    if (mediaType === null) {
      const message = 'the body begins like no WAV, MP3, Ogg, WebM, FLAC or M4A; send the recording as it was made';
      throw new LabError('INPUT_INVALID', message, { path: '' });
    }
    const { run } = ownSession(sessionId, await readVoiceSession(this.database, sessionId), caller);
    const audio = { sha256: createHash('sha256').update(bytes).digest('hex'), mediaType, size: bytes.length };
    const fileName = `speech.${AudioTypes[mediaType]}`;
    const outcome = await this.model.transcribe({ mediaType, fileName, bytes }, { actor: caller.id, runId: run });
    const transcript = outcome.ok ? cleanTranscript(outcome.value) : null;
    return this.take(sessionId, { audio, transcript, callId: outcome.callId }, confirms, { caller, wanted });
  }

  /** @throws LabError NOT_FOUND, ACCESS_FORBIDDEN */
  read(sessionId: string, words: string, confirms: string | undefined, caller: Principal): Promise<TurnView> {
    return this.take(sessionId, { audio: null, transcript: cleanTranscript(words), callId: null }, confirms, { caller, wanted: null });
  }

  private async take(sessionId: string, heard: Heard, confirms: string | undefined, speaking: Speaking): Promise<TurnView> {
    const { caller, wanted } = speaking;
    const command = heard.transcript === null ? null : parseCommand(heard.transcript);
    if (command?.kind === 'emergency_stop') return this.stopEverything(sessionId, heard, command, speaking);
    const first = await this.database.transaction(async (tx) => {
      const session = ownSession(sessionId, await lockVoiceSession(tx, sessionId), caller);
      await this.screen(tx, session, heard, caller);
      const now = await sceneOf(tx, session, caller, wanted);
      if (heard.transcript === null) return this.keep(tx, session, now, heard, { command, outcome: 'unavailable', say: DEAF });
      const turn = await turnOf(tx, session, now, command, confirms);
      if (!turn.act) return this.keep(tx, session, now, heard, turn);
      return { act: turn.act, command, task: now.task?.id ?? null, newest: await newestVoiceTurn(tx, session.id) };
    });
    if (!('act' in first)) return first;
    return this.carryOut(sessionId, heard, first, speaking);
  }

  /** The act and its turn are one transaction; what refuses it is a turn of its own, and leaves nothing behind. */
  private async carryOut(
    sessionId: string,
    heard: Heard,
    { act, command, task: of, newest }: Due,
    { caller, wanted }: Speaking,
  ): Promise<TurnView> {
    try {
      return await this.database.transaction(async (tx) => {
        const session = ownSession(sessionId, await lockVoiceSession(tx, sessionId), caller);
        const before = await sceneOf(tx, session, caller, wanted);
        // A stop between two transactions is the last word.
        if (act.kind !== 'stop' && newest !== (await newestVoiceTurn(tx, session.id)))
          return this.keep(tx, session, before, heard, { command, outcome: 'refused', say: SAID_SINCE });
        // Between two transactions the task may be completed at a screen: what was said of it is not done at the next one.
        if (!isOfRun(act) && of !== (before.task?.id ?? null))
          return this.keep(tx, session, before, heard, { command, outcome: 'refused', say: ANOTHER_TASK });
        const drafts = before.scene.drafts;
        const held = await performAct(tx, act, { run: session.run, runStatus: before.scene.runStatus, task: before.task, drafts }, caller);
        const after = held === null ? withAct(drafts, act) : { ...drafts, evidence: {} };
        const task = before.task?.id ?? null;
        if (task !== null) await updateVoiceSession(tx, session.id, task, after);
        const now = await sceneOf(tx, { ...session, task: task ?? session.task, drafts: task === null ? session.drafts : after }, caller);
        if (held !== null) return this.keep(tx, session, now, heard, { command, outcome: 'refused', say: `The run is held. ${held}` });
        return this.keep(tx, session, now, heard, { command, outcome: 'done', say: wordsAfter(act, now.scene) });
      });
    } catch (error) {
      if (!isLabError(error)) throw error;
      return this.database.transaction(async (tx) => {
        const session = ownSession(sessionId, await lockVoiceSession(tx, sessionId), caller);
        const now = await sceneOf(tx, session, caller, wanted);
        return this.keep(tx, session, now, heard, { command, outcome: 'refused', say: `That was not done: ${error.message}` });
      });
    }
  }

  /** The stop is on its way before anything else: nothing that is locked or read keeps it waiting, but whose session it is. */
  private async stopEverything(sessionId: string, heard: Heard, command: VoiceCommand, { caller, wanted }: Speaking): Promise<TurnView> {
    const { run } = ownSession(sessionId, await readVoiceSession(this.database, sessionId), caller);
    const came = await this.emergency.stop(caller, run);
    return this.database.transaction(async (tx) => {
      const session = ownSession(sessionId, await lockVoiceSession(tx, sessionId), caller);
      await dropVoiceTokens(tx, session.id);
      await this.screen(tx, session, heard, caller);
      return this.keep(tx, session, await sceneOf(tx, session, caller, wanted), heard, { command, ...came });
    });
  }

  private async screen(tx: Tx, { run }: VoiceSessionRow, { transcript }: Heard, caller: Principal): Promise<void> {
    if (transcript === null) return;
    const { actor } = actingOf(caller);
    await screenGivenText(tx, { subject: 'transcript', field: 'note', text: transcript, runId: run, actor });
  }

  private async keep(tx: Tx, session: VoiceSessionRow, { task }: SessionScene, heard: Heard, turn: Turn): Promise<TurnView> {
    const { command, outcome, waits } = turn;
    const say = sayable(turn.say);
    const token = waits ? randomBytes(16).toString('base64url') : null;
    const common = { session: session.id, run: session.run, task: task?.id ?? null, command: command && { ...command }, outcome, say };
    const { id, confirmBy } = await insertVoiceTurn(tx, {
      ...common,
      audio: heard.audio,
      transcript: heard.transcript ?? '',
      callId: heard.callId,
      waits: token === null ? null : { tokenHash: hashOf(token), seconds: TOKEN_S, act: waits },
    });
    return {
      ...common,
      id,
      transcript: heard.transcript ?? '',
      confirm: token !== null && confirmBy ? { token, until: confirmBy } : null,
      question: outcome === 'not_understood' && heard.transcript ? heard.transcript : null,
      call: heard.callId,
    };
  }
}

function said(reply: ReturnType<typeof replyTo>): string {
  return 'say' in reply ? sayable(reply.say) : '';
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

async function turnOf(
  tx: Tx,
  session: VoiceSessionRow,
  now: SessionScene,
  command: CalmCommand | null,
  confirms: string | undefined,
): Promise<Turn> {
  if (!command) return { command: null, outcome: 'not_understood', say: NOT_UNDERSTOOD };
  if (command.kind === 'yes' || command.kind === 'no') return confirmed(tx, session, now, command, confirms);
  const reply = replyTo(command, now.scene);
  if (reply.kind === 'at_once') {
    await dropVoiceTokens(tx, session.id);
    return { command, outcome: 'done', say: '', act: reply.act };
  }
  if (reply.kind === 'read_back') return { command, outcome: 'read_back', say: reply.say, waits: reply.act };
  return { command, outcome: 'said', say: reply.say };
}

/** Whatever task is in hand. */
function isOfRun({ kind }: VoiceAct): boolean {
  return kind === 'pause' || kind === 'resume' || kind === 'stop';
}

/** A yes is one to what was read back last, and to the task that it was read back of. */
async function confirmed(
  tx: Tx,
  session: VoiceSessionRow,
  now: SessionScene,
  command: VoiceCommand & { readonly kind: 'yes' | 'no' },
  confirms: string | undefined,
): Promise<Turn> {
  const waiting = confirms === undefined ? null : await takeVoiceToken(tx, session.id, hashOf(confirms));
  if (!waiting) return { command, outcome: 'said', say: 'There is nothing to confirm. Say it once more.' };
  if (command.kind === 'no') return { command, outcome: 'said', say: 'Left as it was.' };
  const act = VoiceActSchema.parse(waiting.act);
  if (!isOfRun(act) && waiting.task !== (now.task?.id ?? null)) return { command, outcome: 'said', say: ANOTHER_TASK };
  return { command, outcome: 'done', say: '', act };
}

/** @throws LabError NOT_FOUND, ACCESS_FORBIDDEN */
function ownSession(id: string, session: VoiceSessionRow | null, caller: Principal): VoiceSessionRow {
  if (!session) {
    const wayOut = 'POST /v1/runs/{id}/voice-sessions begins one';
    throw new LabError('NOT_FOUND', `there is no voice session ${id}; ${wayOut}`, { kind: 'voice session', id });
  }
  if (session.principal === caller.id) return session;
  throw new LabError('ACCESS_FORBIDDEN', `this voice session is another person's; begin your own`, { needed: [], has: caller.roles });
}
