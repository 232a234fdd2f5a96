import type { Change } from './well-effects';

/** What the rounds of a repeat have done to a level when its last one begins, while its body is looked at. */
export interface Drift {
  readonly repeat: string;
  /** Rounds that are possible; null where nothing bounds them. */
  readonly most: number | null;
  readonly because: string;
  /** Of one round. */
  readonly round: Change;
  /** By how much the last round begins lower and higher than the first. */
  readonly low: number;
  readonly high: number;
}

/** The repeat by whose rounds a level passes a bound that it keeps before, and the level in that repeat's first round. */
export interface Culprit {
  /** Null where the level is out of what is right in the first round of every repeat already. */
  readonly drift: Drift | null;
  readonly first: number;
}

/** The innermost repeat whose rounds, with the last round of all that are in it, are too many. `level` is that in the last round of all. */
export function culpritOf(drifts: readonly Drift[], bound: 'low' | 'high', level: number, isRight: (level: number) => boolean): Culprit {
  let first = drifts.reduce((sum, drift) => sum - drift[bound], level);
  if (!isRight(first)) return { drift: null, first };
  for (const drift of drifts.toReversed()) {
    if (!isRight(first + drift[bound])) return { drift, first };
    first += drift[bound];
  }
  return { drift: null, first };
}

/** What a well holds at some moment, microlitres: at least `low`, at most `high`. */
export interface Level {
  low: number;
  high: number;
  /** False where the document does not say, or a fault was told already; nothing more is said of the well then. */
  known: boolean;
  /** Why it is not known: nothing in the protocol fills the well. */
  unsaid: boolean;
  /** Of the repeats around the step that is looked at, the outermost first. */
  drifts: readonly Drift[];
}

/** Levels by `<labware>/<well>`, changed in place while the steps are followed. */
export class WellLevels {
  private readonly levels = new Map<string, Level>();
  private readonly byLabware = new Map<string, [well: string, level: Level][]>();

  /** @param start what a well holds at the beginning; nothing is known of one that is not in it */
  constructor(start: ReadonlyMap<string, number>) {
    for (const [key, volume] of start) this.add(key, { low: volume, high: volume, known: true, unsaid: false, drifts: [] });
  }

  at(key: string): Level {
    return this.levels.get(key) ?? this.add(key, { low: 0, high: 0, known: false, unsaid: true, drifts: [] });
  }

  of(labware: string): readonly (readonly [well: string, level: Level])[] {
    return this.byLabware.get(labware) ?? [];
  }

  /** Runs `look` on changed levels and puts them back; what it found to be unknown, or told, stays so. */
  aside(keys: Iterable<string>, look: () => void): void {
    const before = [...keys].map((key) => [this.at(key), { ...this.at(key) }] as const);
    look();
    for (const [level, was] of before)
      Object.assign(level, { ...was, known: was.known && level.known, unsaid: was.unsaid && level.unsaid });
  }

  change(key: string, { low, high, known }: Change): void {
    const level = this.at(key);
    level.low += low;
    level.high += high;
    level.known &&= known;
  }

  private add(key: string, level: Level): Level {
    const slash = key.indexOf('/');
    const own = this.byLabware.get(key.slice(0, slash)) ?? [];
    own.push([key.slice(slash + 1), level]);
    this.byLabware.set(key.slice(0, slash), own);
    this.levels.set(key, level);
    return level;
  }
}
