import { listsIn, waitsFor, type TimedStep } from './timed-step';

/*
 * Looks for a schedule of a protocol from what the protocol says, with none of the compiler's code: every choice of cases is written out, and
 * its moments as a matrix of the time that must lie between each two of them (Floyd and Warshall). A schedule that comes out is gone through
 * window by window. Times in seconds.
 */

/** Of each decision the list that is run. */
type Choice = ReadonlyMap<string, number>;
type Times = ReadonlyMap<string, number>;
type Mode = 'expected' | 'longest';

/** What the shaker of the specs says of its verbs: expected, and given up after. */
const STOP = { expected: 3, longest: 20 };
const LATCH = { expected: 1.5, longest: 10 };
const HEAT_OFF = { expected: 0.2, longest: 5 };
const ESTABLISH = { expected: 1.5 + 240 + 4, longest: 10 + 900 + 30 };

export interface Search {
  /** Whether each choice has a schedule. */
  readonly found: boolean;
  readonly choices: number;
  /** Windows of found schedules that were looked at, all of them kept. */
  readonly windows: number;
}

/** @throws Error when a schedule that the matrix allows does not keep what the protocol says */
export function searchSchedules(steps: readonly TimedStep[], mode: Mode): Search {
  const all = choices(steps);
  let windows = 0;
  let found = pacesKept(steps, mode);
  for (const choice of found ? all : []) {
    const times = earliest(steps, choice, mode);
    if (times) windows += windowsKept(steps, choice, times, mode);
    else found = false;
  }
  return { found, choices: all.length, windows };
}

/** Every way to choose a list of each decision, nested ones too. */
function choices(steps: readonly TimedStep[]): readonly Choice[] {
  let all: Choice[] = [new Map()];
  for (const step of steps) {
    const lists = listsIn(step);
    if (step.kind === 'repeat') all = pairs(all, choices(lists[0] ?? []));
    if (step.kind === 'decision') all = lists.flatMap((list, i) => pairs(pairs(all, [new Map([[step.id, i]])]), choices(list)));
  }
  return all;
}

function pairs(some: readonly Choice[], others: readonly Choice[]): Choice[] {
  return some.flatMap((one) => others.map((other) => new Map([...one, ...other])));
}

function listOf(step: TimedStep, choice: Choice): readonly TimedStep[] {
  return listsIn(step)[step.kind === 'decision' ? (choice.get(step.id) ?? 0) : 0] ?? [];
}

function lasts({ kind, duration }: TimedStep, mode: Mode): number {
  const expected = duration?.value ?? 120;
  const tolerance = duration?.tolerance;
  if (kind === 'operation') return ESTABLISH[mode] + expected + (mode === 'longest' ? (tolerance ?? 0) : 0);
  if (mode === 'expected') return expected;
  return kind === 'wait' || tolerance !== undefined ? expected + (tolerance ?? 0) : 2 * expected;
}

/** Access before and after a move: opened, and closed again, with the heating off once the plate has left. */
function access({ moves = [] }: TimedStep, mode: Mode): { readonly before: number; readonly after: number } {
  const [move] = moves;
  if (!move) return { before: 0, after: 0 };
  return { before: STOP[mode] + LATCH[mode], after: LATCH[mode] + (move.to === 'bench' ? HEAT_OFF[mode] : 0) };
}

/** No `every` and no `atMost` is shorter than one round. */
function pacesKept(steps: readonly TimedStep[], mode: Mode): boolean {
  return steps.every((step) => {
    if (!listsIn(step).every((list) => pacesKept(list, mode))) return false;
    if (step.kind !== 'repeat') return true;
    const round = roundOf(step, mode);
    if (round === null) return false;
    return round <= (step.atMost?.value ?? 0) && (mode === 'longest' || step.every === undefined || round <= step.every.value);
  });
}

/** One round by itself, with the longest cases; null where it has no schedule. */
function roundOf(step: TimedStep, mode: Mode): number | null {
  const body = step.body ?? [];
  let longest = 0;
  for (const choice of choices(body)) {
    const times = earliest(body, choice, mode);
    if (!times) return null;
    longest = Math.max(longest, ...times.values());
  }
  return longest;
}

/** The earliest time of each moment, or null where some must come before themselves. */
function earliest(steps: readonly TimedStep[], choice: Choice, mode: Mode): Times | null {
  const names: string[] = [];
  const number = new Map<string, number>();
  const gaps: (readonly [from: string, to: string, least: number])[] = [];
  const name = (moment: string) => {
    number.set(moment, names.length);
    names.push(moment);
  };
  const write = (list: readonly TimedStep[], around: string | null): void => {
    for (const [i, step] of list.entries()) {
      const { id, kind } = step;
      const [opened, start, end, closed] = [`${id}.opened`, `${id}.start`, `${id}.end`, `${id}.closed`] as const;
      for (const moment of [opened, start, end, closed]) name(moment);
      const { before, after } = access(step, mode);
      gaps.push([opened, start, before], [end, closed, after], [start, end, 0]);
      if (around !== null) gaps.push([around, opened, 0]);
      for (const other of waitsFor(list, i)) gaps.push([`${other}.closed`, opened, 0]);
      if (kind === 'repeat') {
        const most = step.atMost?.value ?? 0;
        const first = `${id}.round`;
        name(first);
        gaps.push([start, first, 0], [end, start, -most]);
        // At its longest it goes on until its bound, and the steps are those of its last round.
        if (mode === 'longest') gaps.push([start, end, most], [end, first, -(roundOf(step, mode) ?? 0)]);
        write(listOf(step, choice), first);
      } else if (kind === 'decision') write(listOf(step, choice), start);
      else gaps.push([start, end, lasts(step, mode)], [end, start, -lasts(step, mode)]);
      for (const inner of listOf(step, choice)) gaps.push([`${inner.id}.closed`, end, 0]);
      for (const { after: point, atLeast, atMost } of step.timing ?? []) {
        if (atLeast) gaps.push([point, start, atLeast.value]);
        if (atMost) gaps.push([start, point, -atMost.value]);
      }
      if (step.startsOnEndOf !== undefined) gaps.push([`${step.startsOnEndOf}.end`, start, 0], [start, `${step.startsOnEndOf}.end`, 0]);
    }
  };
  write(steps, null);
  const size = names.length;
  const matrix = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => (i === j ? 0 : -Infinity)));
  const put = (i: number, j: number, least: number): void => {
    const row = matrix[i];
    if (row && least > (row[j] ?? -Infinity)) row[j] = least;
  };
  for (const [from, to, least] of gaps) {
    const [i, j] = [number.get(from), number.get(to)];
    // A window that counts from outside of what is looked at says nothing here.
    if (i !== undefined && j !== undefined) put(i, j, least);
  }
  const at = (i: number, j: number) => matrix[i]?.[j] ?? -Infinity;
  for (let k = 0; k < size; k += 1) for (let i = 0; i < size; i += 1) for (let j = 0; j < size; j += 1) put(i, j, at(i, k) + at(k, j));
  if (names.some((_, i) => at(i, i) > 1e-6)) return null;
  return new Map(names.map((moment, j) => [moment, Math.max(0, ...names.map((_, i) => at(i, j)))]));
}

/** Goes through the protocol with a schedule in hand. Answers with the windows looked at. */
function windowsKept(steps: readonly TimedStep[], choice: Choice, times: Times, mode: Mode): number {
  let windows = 0;
  const time = (moment: string): number => {
    const known = times.get(moment);
    if (known === undefined) throw new Error(`the schedule has no ${moment}`);
    return known;
  };
  const must = (kept: boolean, what: string): void => {
    if (!kept) throw new Error(`the schedule does not keep: ${what}`);
  };
  const near = 1e-6;
  const walk = (list: readonly TimedStep[]): void => {
    for (const [i, step] of list.entries()) {
      const { id } = step;
      const [start, end] = [time(`${id}.start`), time(`${id}.end`)];
      for (const other of waitsFor(list, i)) must(time(`${other}.end`) <= start + near, `${id} after ${other}`);
      const inner = listOf(step, choice);
      if (listsIn(step).length === 0) must(Math.abs(end - start - lasts(step, mode)) < near, `the duration of ${id}`);
      for (const each of inner)
        must(time(`${each.id}.start`) >= start - near && time(`${each.id}.end`) <= end + near, `${each.id} in ${id}`);
      if (step.kind === 'repeat') must(end - start <= (step.atMost?.value ?? 0) + near, `the bound of ${id}`);
      if (step.startsOnEndOf !== undefined) must(Math.abs(time(`${step.startsOnEndOf}.end`) - start) < near, `one confirmation for ${id}`);
      for (const { after, atLeast, atMost } of step.timing ?? []) {
        const gap = start - time(after);
        windows += 1;
        must(atLeast === undefined || gap >= atLeast.value - near, `${id} at least ${atLeast?.value} s after ${after}`);
        must(atMost === undefined || gap <= atMost.value + near, `${id} at most ${atMost?.value} s after ${after}`);
      }
      walk(inner);
    }
  };
  walk(steps);
  return windows;
}
