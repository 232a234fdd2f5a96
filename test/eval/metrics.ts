import type { Fact } from './facts';

/** Values that differ by less than this share of the wanted one are the same. */
const CLOSE = 0.01;

/** How well the facts of a draft are those of the gold protocol. */
export interface Score {
  /** Share of the draft's facts that the gold protocol has; 1 of none. */
  readonly precision: number;
  /** Share of the gold protocol's facts that the draft has; 1 of none. */
  readonly recall: number;
  /** Kendall's tau of the order of what both have, -1 to 1; null where no two steps can be compared. */
  readonly tau: number | null;
}

/** Each gold fact takes the first fact of the draft that is the same and not taken yet. */
export function score(gold: readonly Fact[], draft: readonly Fact[]): Score {
  const left = new Set(draft);
  const pairs: [number, number][] = [];
  for (const wanted of gold) {
    const found = [...left].find((each) => isSame(wanted, each));
    if (!found) continue;
    left.delete(found);
    pairs.push([wanted.at, found.at]);
  }
  return {
    precision: draft.length === 0 ? 1 : pairs.length / draft.length,
    recall: gold.length === 0 ? 1 : pairs.length / gold.length,
    tau: kendallTau(pairs),
  };
}

function isSame(one: Fact, other: Fact): boolean {
  if (one.action !== other.action || one.object !== other.object || one.unit !== other.unit) return false;
  if (one.value === null || other.value === null) return one.value === other.value;
  return Math.abs(one.value - other.value) <= CLOSE * Math.abs(one.value);
}

/**
 * Kendall's tau-a of pairs of places: concordant less discordant pairs, by all that have two places in the first order. Two that are one step
 * in the first order have no order; two that are one step in the second alone are neither concordant nor discordant.
 */
export function kendallTau(places: readonly (readonly [number, number])[]): number | null {
  let [sum, pairs] = [0, 0];
  for (const [i, [a, b]] of places.entries())
    for (const [c, d] of places.slice(i + 1)) {
      if (a === c) continue;
      pairs += 1;
      sum += Math.sign(c - a) * Math.sign(d - b);
    }
  return pairs === 0 ? null : sum / pairs;
}

/** Failures that say nothing of a model: its endpoint gave no answer. */
const OF_ENDPOINT = new Set([
  'rate_limited',
  'server_error',
  'timed_out',
  'unreachable',
  'wrong_key',
  'unsupported',
  'out_of_budget',
  'cancelled',
]);

/** The number of the answer that is the draft, 0 for the first; null where that one has an error, whatever came before it. */
export function executableAfter(
  rounds: readonly { readonly round: number; readonly diagnostics: readonly { readonly severity: string }[] }[],
): number | null {
  const last = rounds.at(-1);
  return last?.diagnostics.every(({ severity }) => severity !== 'error') ? last.round : null;
}

/** What became of a case. `rounds` is the number of the answer that is the draft, 0 for the first; null where it has an error or is not there. */
export interface CaseResult {
  readonly name: string;
  readonly expects: 'protocol' | 'question' | 'refusal';
  readonly became: 'protocol' | 'question' | 'refusal' | 'failure';
  readonly rounds: number | null;
  /** Null where there is nothing to compare. */
  readonly score: Score | null;
  /** Why there was no answer, or none to the last question; null where there was. */
  readonly failure: string | null;
}

export interface Summary {
  readonly cases: number;
  /** Of the cases that expect a protocol. */
  readonly protocols: number;
  /** Shares of these, 0 to 1: executable as first drafted, and executable in the end, without an edit. */
  readonly executableAtOnce: number | null;
  readonly executable: number | null;
  /** Repairs of those that are executable in the end, on average. */
  readonly rounds: number | null;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly tau: number | null;
  /** Refusals that were expected and came, were not and came all the same. */
  readonly refusals: { readonly right: number; readonly wrong: number; readonly missed: number };
  readonly questions: { readonly right: number; readonly wrong: number; readonly missed: number };
  /** Cases that ended with a failure, by its kind; those of `unanswered` are the endpoint's, and the figures are without their answers. */
  readonly failures: Readonly<Record<string, number>>;
  readonly unanswered: number;
}

export function summaryOf(results: readonly CaseResult[]): Summary {
  const wanted = results.filter(({ expects }) => expects === 'protocol');
  const passed = wanted.flatMap(({ rounds }) => (rounds === null ? [] : [rounds]));
  const scores = wanted.flatMap((each) => each.score ?? []);
  const failed = results.flatMap(({ failure }) => failure ?? []);
  const kinds = [...new Set(failed)].toSorted();
  const count = (kind: 'refusal' | 'question') => ({
    right: results.filter(({ expects, became }) => expects === kind && became === kind).length,
    wrong: results.filter(({ expects, became }) => expects !== kind && became === kind).length,
    missed: results.filter(({ expects, became }) => expects === kind && became !== kind).length,
  });
  return {
    cases: results.length,
    protocols: wanted.length,
    executableAtOnce: share(passed.filter((rounds) => rounds === 0).length, wanted.length),
    executable: share(passed.length, wanted.length),
    rounds: mean(passed),
    precision: mean(scores.map(({ precision }) => precision)),
    recall: mean(scores.map(({ recall }) => recall)),
    tau: mean(scores.flatMap(({ tau }) => tau ?? [])),
    refusals: count('refusal'),
    questions: count('question'),
    failures: Object.fromEntries(kinds.map((kind) => [kind, failed.filter((each) => each === kind).length])),
    unanswered: failed.filter((kind) => OF_ENDPOINT.has(kind)).length,
  };
}

/** 0 when the figures are those of the whole set; 1 when the endpoint failed in a case, or no case came to anything. */
export function exitOf(results: readonly CaseResult[]): 0 | 1 {
  const isNothing = results.length > 0 && results.every(({ became }) => became === 'failure');
  return isNothing || summaryOf(results).unanswered > 0 ? 1 : 0;
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
const mean = (values: readonly number[]): number | null =>
  share(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  );
