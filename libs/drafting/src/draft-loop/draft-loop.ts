import type { Diagnostic, Draft } from '@labwright/protocol';
import { AnswerNames, DraftAnswerSchema, type DraftAnswer } from '../answers.schema';
import type { DataBlock } from '../data-block';
import type { CallContext, FailureKind, ModelHistory, ModelOutcome, ModelPort } from '../model-port';
import type { Prompt } from '../prompt';
import { afterModel, type Authored } from '../provenance/step-provenance';
import { writtenSteps } from '../provenance/written-steps';
import type { DraftCheck, DraftRound, Question } from './draft-round';
import { assumptionFindings, droppedFinding, droppedSteps, findingsKey, takenOutFinding } from './round-findings';
import { sentenceReport, sentencesOfSteps, type SentenceUse } from './sentence-report';
import type { Sentence } from './sentences';

/** Answers after the first draft that a model is asked for at most. */
export const MAX_REPAIRS = 4;

/** What is to be drafted. */
export interface DraftTask {
  /** Everything that the model is shown first: the request, what is known of the lab, examples, a draft that is to be changed. */
  readonly data: readonly DataBlock[];
  /** Of a written protocol; empty without one. */
  readonly sentences: readonly Sentence[];
  readonly changes: DraftChanges | null;
}

/** The draft that is changed or gone on with; there is none before a first draft. */
export interface DraftChanges extends Authored {
  /** What became of the sentences of a written protocol; empty without one. */
  readonly sentences: readonly SentenceUse[];
  /** May name steps that are to be taken out; null where it is gone on with as it is. */
  readonly instruction: string | null;
  /** Ids of steps that were there since the instruction was given, also where an earlier attempt has left them out. */
  readonly since: readonly string[];
}

/** What happens while it is drafted. */
export type DraftProgress =
  | { readonly type: 'asked'; readonly round: number; readonly purpose: 'draft' | 'repair'; readonly findings: number }
  | { readonly type: 'text'; readonly round: number; readonly piece: string };

export interface DraftParts {
  readonly model: Pick<ModelPort, 'ask'>;
  readonly prompts: { readonly draft: Prompt; readonly repair: Prompt };
  /** Compiles and screens a draft, and screens the model's other words. */
  readonly check: (draft: Draft | null, words: readonly string[]) => Promise<DraftCheck>;
  /** Repairs at most; never more than 4. */
  readonly repairs: number;
  readonly context: CallContext;
  readonly signal?: AbortSignal;
  readonly tell: (progress: DraftProgress) => void;
  /** Called with each round before the next one begins. */
  readonly keep: (round: DraftRound) => Promise<void>;
}

/**
 * How drafting ended. `drafted`: the last round is the draft, with whatever is left in its diagnostics; `why` says why it was not mended further.
 * `asks`: the model needs answers first. `held`: people decide, and no model sees it again. `failed`, `cancelled`: there was no answer; what
 * came before it is in the rounds.
 */
export interface DraftOutcome {
  readonly ended: 'drafted' | 'asks' | 'held' | 'failed' | 'cancelled';
  readonly rounds: readonly DraftRound[];
  readonly questions: readonly Question[];
  readonly why: string | null;
  readonly failure: FailureKind | null;
  /** What holds it where there is no round that says so: a model's words, or the endpoint's own refusal. */
  readonly holds: readonly Diagnostic[];
}

interface Said {
  readonly value: DraftAnswer;
  readonly history: ModelHistory;
  readonly callId: string;
}

/**
 * Has a model draft a protocol, and repair it with the findings of the compiler: at most `repairs` times, with everything that was said before,
 * until nothing is left that a model may mend, or the same findings come back. A finding that people have to decide about ends it at once. The
 * model is given data and gives data back; nothing here acts.
 */
export async function draftLoop(task: DraftTask, parts: DraftParts): Promise<DraftOutcome> {
  const rounds: DraftRound[] = [];
  const seen = new Set<string>();
  const known = new Set<string>(task.changes ? [...writtenSteps(task.changes.document).keys(), ...task.changes.since] : []);
  const end = (ended: DraftOutcome['ended'], more: Partial<DraftOutcome> = {}): DraftOutcome => ({
    ended,
    rounds,
    questions: rounds.at(-1)?.questions ?? [],
    why: null,
    failure: null,
    holds: [],
    ...more,
  });
  let ask = (): Promise<ModelOutcome<DraftAnswer>> => askFor(task, parts, 0);
  const repairs = Math.min(MAX_REPAIRS, parts.repairs);
  for (let number = 0; number <= repairs; number += 1) {
    const outcome = await ask();
    if (!outcome.ok) return end(endOf(outcome.failure, rounds.length > 0), { why: outcome.message, failure: outcome.failure });
    const { protocol, questions } = outcome.value;
    const check = await parts.check(protocol as Draft | null, wordsOf(outcome.value));
    const holds = check.diagnostics.filter(isHold);
    if (protocol === null) {
      if (holds.length > 0) return end('held', { holds });
      if (questions.length > 0) return end('asks', { questions });
      const why = 'the model gave neither a protocol nor a question; say more of what is to be done';
      return rounds.length > 0 ? end('drafted', { why }) : end('failed', { why, failure: 'malformed' });
    }
    const { round, toMend } = roundOf({ number, said: outcome, check, task, before: rounds.at(-1), known });
    rounds.push(round);
    await parts.keep(round);
    if (holds.length > 0) return end('held', { holds });
    if (toMend.length === 0) return end('drafted');
    const key = findingsKey(toMend);
    if (seen.has(key))
      return end('drafted', { why: `the same findings came back after repair ${number}, so no further one was asked for` });
    seen.add(key);
    if (parts.signal?.aborted) return end('cancelled', { why: 'it was cancelled' });
    ask = () => askFor(task, parts, number + 1, { history: outcome.history, diagnostics: toMend });
  }
  return end('drafted', { why: `findings are left after ${repairs} repairs` });
}

function askFor(
  { data }: DraftTask,
  { model, prompts, context, signal, tell }: DraftParts,
  round: number,
  repair?: { readonly history: ModelHistory; readonly diagnostics: readonly Diagnostic[] },
): Promise<ModelOutcome<DraftAnswer>> {
  const purpose = repair ? 'repair' : 'draft';
  tell({ type: 'asked', round, purpose, findings: repair?.diagnostics.length ?? 0 });
  return model.ask<DraftAnswer>({
    purpose,
    prompt: repair ? prompts.repair : prompts.draft,
    data: repair ? [{ kind: 'diagnostics', value: repair.diagnostics }] : data,
    ...(repair ? { history: repair.history } : {}),
    answer: { name: AnswerNames.draft, schema: DraftAnswerSchema },
    context,
    ...(signal ? { signal } : {}),
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    onText: (piece) => tell({ type: 'text', round, piece }),
  });
}

/** What a model says beside the protocol. */
function wordsOf({ questions, assumptions, sentences }: DraftAnswer): readonly string[] {
  const asked = questions.map(({ about, question }) => `${about}: ${question}`);
  return [...asked, ...assumptions.map(({ assumption }) => assumption), ...sentences.flatMap(({ why }) => (why === null ? [] : [why]))];
}

/** A draft says every field of every step, so it is long. */
const MAX_OUTPUT_TOKENS = 64_000;

interface RoundInput {
  readonly number: number;
  readonly said: Said;
  readonly check: DraftCheck;
  readonly task: DraftTask;
  readonly before: DraftRound | undefined;
  /** Ids of all steps that were there once; the new ones are added. */
  readonly known: Set<string>;
}

/** The round, and what a model may still mend in it. */
function roundOf({ number, said, check, task, before, known }: RoundInput): {
  readonly round: DraftRound;
  readonly toMend: readonly Diagnostic[];
} {
  const { protocol, questions, assumptions, sentences: told } = said.value;
  const draft = protocol as unknown as Draft;
  const written = check.document ?? draft;
  const steps = writtenSteps(written);
  const gone = droppedSteps(known, steps);
  const named = namedIn(task.changes?.instruction ?? null);
  const dropped = droppedFinding(gone.filter((id) => !named.has(id)));
  const takenOut = takenOutFinding(gone.filter((id) => named.has(id)));
  for (const id of steps.keys()) known.add(id);
  const sentences = reportOf(task, told, before?.sentences ?? task.changes?.sentences, (id) => steps.has(id));
  const authored: Authored | undefined = before
    ? { document: before.document ?? before.draft, steps: before.steps }
    : (task.changes ?? undefined);
  const round: DraftRound = {
    round: number,
    draft,
    document: check.document,
    diagnostics: [
      ...check.diagnostics,
      ...(dropped ? [dropped] : []),
      ...(takenOut ? [takenOut] : []),
      ...assumptionFindings(assumptions, steps),
    ],
    assumptions,
    questions,
    sentences,
    steps: afterModel(written, { callId: said.callId, sentencesOf: sentencesOfSteps(sentences), before: authored }),
    callId: said.callId,
  };
  const fixable = check.ofDraft.filter(({ severity, fixableByModel }) => severity === 'error' && fixableByModel);
  return { round, toMend: [...fixable, ...(dropped ? [dropped] : [])] };
}

/** A repair, or a change, that does not speak of the sentences again has not changed what became of them. */
function reportOf(
  { sentences }: DraftTask,
  told: DraftAnswer['sentences'],
  before: readonly SentenceUse[] | undefined,
  isStep: (id: string) => boolean,
): readonly SentenceUse[] {
  const earlier = before?.map(({ number, steps, why }) => ({ number, steps: [...steps], why })) ?? [];
  return sentenceReport(sentences, told.length > 0 ? told : earlier, isStep);
}

/**
 * Words of an instruction that may be ids of steps. Nobody can say whether one that is gone was meant to go or was only spoken of: the model is
 * not asked to put it back, and people are told.
 */
function namedIn(instruction: string | null): ReadonlySet<string> {
  return new Set(instruction?.match(/[a-z][a-z0-9_-]*/g));
}

function isHold({ code, severity }: Diagnostic): boolean {
  return code === 'E_BIOSAFETY_HOLD' && severity === 'error';
}

/** A repair that does not come leaves the draft as it is. */
function endOf(failure: FailureKind, hasDraft: boolean): DraftOutcome['ended'] {
  if (failure === 'biosafety') return 'held';
  if (failure === 'cancelled') return 'cancelled';
  return hasDraft ? 'drafted' : 'failed';
}
