import { listsIn, waitsFor, type Seconds, type TimedStep, type TimedWindow } from './timed-step';

type Random = () => number;
type Draft = { -readonly [K in keyof TimedStep]: TimedStep[K] };

const MOST_STEPS = 8;
const MOST_DEPTH = 3;

/** A protocol of 2 to 8 steps, nested ones counted, that has no fault but perhaps windows that cannot be kept. The same numbers give the same. */
export function randomProtocol(random: Random): Readonly<Record<string, unknown>> & { readonly steps: readonly TimedStep[] } {
  const drafts = new Drafts(random);
  const steps = drafts.list(2 + drafts.below(MOST_STEPS - 1), 1);
  drafts.addWindows(steps);
  return {
    schema: 'labwright.dev/protocol/v1',
    name: 'random',
    version: '1.0.0',
    title: 'Steps with windows',
    biosafety: { level: 1, organisms: [] },
    labware: [{ id: 'plate', type: 'plate-96-clear-flat' }],
    steps,
  };
}

class Drafts {
  private made = 0;

  constructor(private readonly random: Random) {}

  below(count: number): number {
    return Math.floor(this.random() * count);
  }

  private chance(share: number): boolean {
    return this.random() < share;
  }

  private seconds(most: number, tolerated = false): Seconds {
    const value = 60 * (1 + this.below(most));
    return { value, unit: 's', ...(tolerated && this.chance(0.5) ? { tolerance: 15 * this.below(5) } : {}) };
  }

  /** So many steps, nested ones counted. */
  list(count: number, depth: number): Draft[] {
    const steps: Draft[] = [];
    for (let left = count; left > 0;) {
      const step = this.step(left, depth);
      left -=
        1 +
        listsIn(step)
          .flat()
          .reduce((sum, each) => sum + sizeOf(each), 0);
      const earlier = steps.map(({ id }) => id);
      if (earlier.length > 0 && this.chance(0.5)) step.after = this.chance(0.3) ? [] : this.someOf(earlier);
      steps.push(step);
    }
    if (depth === 1 && count >= 4 && this.chance(0.3)) this.shake(steps);
    for (const [i, step] of steps.entries()) {
      const before = waitsFor(steps, i).map((id) => steps.find((each) => each.id === id));
      const other = before.find((each) => each?.kind === 'operator' && !each.moves);
      if (other && step.kind === 'operator' && !step.moves && this.chance(0.4)) step.startsOnEndOf = other.id;
    }
    return steps;
  }

  private someOf(ids: readonly string[]): readonly string[] {
    const chosen = ids.filter(() => this.chance(0.4));
    return chosen.length > 0 ? chosen : [ids[this.below(ids.length)] ?? ''];
  }

  private step(most: number, depth: number): Draft {
    this.made += 1;
    const id = `s${this.made}`;
    const nests = most >= 2 && depth < MOST_DEPTH;
    if (nests && this.chance(0.2)) {
      const body = this.list(1 + this.below(Math.min(3, most - 1)), depth + 1);
      const paced = this.chance(0.4) || body.every(({ kind }) => kind === 'decision');
      const until = { until: 'run.elapsed > duration(1, "h")', maxAge: this.seconds(5), otherwise: 'hold' };
      return { id, kind: 'repeat', body, atMost: this.seconds(120), ...until, ...(paced ? { every: this.seconds(60) } : {}) };
    }
    if (nests && this.chance(0.25)) {
      const first = this.list(1 + this.below(Math.min(3, most - 1)), depth + 1);
      const left = most - 1 - first.reduce((sum, each) => sum + sizeOf(each), 0);
      const second = left > 0 && this.chance(0.6) ? this.list(1 + this.below(Math.min(2, left)), depth + 1) : [];
      return { id, kind: 'decision', cases: [{ when: `run.deviations > ${this.made}`, steps: first }], else: { steps: second } };
    }
    if (this.chance(0.5)) return { id, kind: 'wait', duration: this.seconds(20, true) };
    const duration = this.chance(0.8) ? { duration: this.seconds(20, true) } : {};
    return { id, kind: 'operator', instruction: 'Do it.', ...duration };
  }

  /** Makes three steps of a list the loading, shaking and unloading of the plate. */
  private shake(steps: Draft[]): void {
    const simple = steps.filter(({ kind }) => kind === 'wait' || kind === 'operator');
    const [load, shake, unload] = simple;
    if (!load || !shake || !unload) return;
    const become = (step: Draft, fields: Readonly<Record<string, unknown>>, before: Draft | null) => {
      const after = before ? { after: [...new Set([...waitsFor(steps, steps.indexOf(step)), before.id])] } : {};
      delete step.duration;
      Object.assign(step, fields, after);
    };
    become(load, { kind: 'operator', moves: [{ labware: 'plate', to: 'shaker' }] }, null);
    const speed = { value: 500, unit: '{rpm}' };
    const heat = { temperature: { value: 45, unit: 'Cel' }, speed };
    const held = { capability: 'shaking_incubation', labware: 'plate', with: heat, duration: this.seconds(20, true) };
    delete shake.instruction;
    become(shake, { kind: 'operation', ...held }, load);
    become(unload, { kind: 'operator', moves: [{ labware: 'plate', to: 'bench' }] }, shake);
  }

  /** Windows that count from steps which surely come before, or from the start of a step around. */
  addWindows(steps: readonly Draft[]): void {
    const add = (list: readonly Draft[], outside: readonly string[]): void => {
      const over = new Map<string, readonly string[]>();
      for (const [i, step] of list.entries()) {
        const before = waitsFor(list, i).flatMap((id) => [...(over.get(id) ?? []), ...surelyIn(list.find((each) => each.id === id))]);
        over.set(step.id, before);
        const points = [...outside, ...new Set(before.flatMap((id) => [`${id}.start`, `${id}.end`]))];
        if (points.length > 0 && this.chance(0.45)) step.timing = Array.from({ length: 1 + this.below(2) }, () => this.window(points));
        for (const inner of listsIn(step)) add(inner, [...points, `${step.id}.start`]);
      }
    };
    add(steps, []);
  }

  private window(points: readonly string[]): TimedWindow {
    const after = points[this.below(points.length)] ?? '';
    const [low, high] = [this.chance(0.35), this.chance(0.75)];
    return {
      after,
      ...(low || !high ? { atLeast: this.seconds(30) } : {}),
      ...(high ? { atMost: this.seconds(this.chance(0.3) ? 20 : 120) } : {}),
      onMissed: 'hold',
    };
  }
}

function sizeOf(step: TimedStep): number {
  return listsIn(step)
    .flat()
    .reduce((sum, each) => sum + sizeOf(each), 1);
}

/** A step, and those in it that run whenever it does. */
function surelyIn(step: TimedStep | undefined): readonly string[] {
  if (!step) return [];
  return [step.id, ...(step.body ?? []).flatMap((each) => surelyIn(each))];
}
