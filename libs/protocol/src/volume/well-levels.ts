import type { Change } from './well-effects';

/** What a repeat adds to the first round's level by its last one, while its body is looked at. */
export interface Drift {
  readonly repeat: string;
  /** Rounds that are possible; null where nothing bounds them. */
  readonly most: number | null;
  readonly because: string;
  /** Of one round. */
  readonly round: Change;
  /** How much lower and higher the worst round begins than the first. */
  readonly low: number;
  readonly high: number;
}

/** What a well holds at some moment, microlitres: at least `low`, at most `high`. */
export interface Level {
  low: number;
  high: number;
  /** False where the document does not say, or a fault was told already; nothing more is said of the well then. */
  known: boolean;
  /** Why it is not known: nothing in the protocol fills the well. */
  unsaid: boolean;
  /** Of the repeats around the step that is looked at, the one that changes most. */
  drift: Drift | null;
}

/** Levels by `<labware>/<well>`, changed in place while the steps are followed. */
export class WellLevels {
  private readonly levels = new Map<string, Level>();
  private readonly byLabware = new Map<string, [well: string, level: Level][]>();

  /** @param start what a well holds at the beginning; nothing is known of one that is not in it */
  constructor(start: ReadonlyMap<string, number>) {
    for (const [key, volume] of start) this.add(key, { low: volume, high: volume, known: true, unsaid: false, drift: null });
  }

  at(key: string): Level {
    return this.levels.get(key) ?? this.add(key, { low: 0, high: 0, known: false, unsaid: true, drift: null });
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
