import type { Liquids } from './liquids';
import { drawnBy } from './pour';
import { UNBOUNDED, type Rounds } from './rounds';
import type { RunningOrder } from '../running-order';

/** By how much a stretch of the protocol changes the volume in a well, microlitres: at least and at most. */
export interface Change {
  readonly low: number;
  readonly high: number;
  /** False where some volume is not known. */
  readonly known: boolean;
}

/** `<labware>/<well>` -> its change. */
export type Effect = ReadonlyMap<string, Change>;

export const wellKey = (labware: string, well: string): string => `${labware}/${well}`;

/** More than any labware holds, and little enough for sums to stay exact to the millionth, microlitres. */
const VAST = 1e9;

/** A change that rounds multiply, as far as it matters. */
export function bounded(microlitres: number): number {
  return Math.min(VAST, Math.max(-VAST, microlitres));
}

const NONE: Change = { low: 0, high: 0, known: true };

/** What a repeat does to a well whose volume one round changes by `change`: it runs once at least, and `most` times at most. */
export function repeated({ low, high, known }: Change, { most }: Rounds): Change {
  const times = most ?? UNBOUNDED;
  return { low: bounded(low < 0 ? low * times : low), high: bounded(high > 0 ? high * times : high), known };
}

/** Effects of lists of steps, each worked out once. Whatever a well holds before, the change is the same, so rounds need no counting out. */
export class Effects {
  private readonly known = new Map<number, Effect>();

  constructor(
    private readonly order: RunningOrder,
    private readonly liquids: Liquids,
  ) {}

  ofList(list: number): Effect {
    const done = this.known.get(list);
    if (done) return done;
    const effect = new Map<string, Change>();
    for (const index of this.order.topological(list)) for (const [key, change] of this.ofStep(index)) add(effect, key, change);
    this.known.set(list, effect);
    return effect;
  }

  /** Of a step with all that is in it. */
  ofStep(index: number): Effect {
    const { step, bodies } = this.order.tree.node(index);
    const inside = bodies.map((list) => this.ofList(list));
    if (step.kind === 'repeat') {
      const rounds = this.liquids.roundsOf(index);
      return new Map([...(inside[0] ?? new Map<string, Change>())].map(([key, change]) => [key, repeated(change, rounds)]));
    }
    if (step.kind === 'decision') return eitherOf(inside);
    const effect = new Map<string, Change>();
    for (const pour of this.liquids.poursOf(index)) {
      const known = pour.microlitres !== null;
      const drawn = drawnBy(pour);
      if (pour.from) add(effect, wellKey(pour.from.labware, pour.from.well), { low: -drawn, high: -drawn, known });
      const each = pour.microlitres ?? 0;
      for (const well of pour.to === null ? [] : pour.wells) add(effect, wellKey(pour.to ?? '', well), { low: each, high: each, known });
    }
    return effect;
  }
}

function add(effect: Map<string, Change>, key: string, { low, high, known }: Change): void {
  const before = effect.get(key) ?? NONE;
  effect.set(key, { low: before.low + low, high: before.high + high, known: before.known && known });
}

/** One of the cases is run, nobody knows which. */
function eitherOf(cases: readonly Effect[]): Effect {
  const keys = new Set(cases.flatMap((each) => [...each.keys()]));
  return new Map(
    [...keys].map((key) => {
      const changes = cases.map((each) => each.get(key) ?? NONE);
      const low = Math.min(...changes.map((change) => change.low));
      const high = Math.max(...changes.map((change) => change.high));
      return [key, { low, high, known: changes.every((change) => change.known) }];
    }),
  );
}
