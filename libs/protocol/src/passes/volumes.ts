import { typeOfLabware, type Compilation } from '../compilation';
import type { RunningOrder } from '../running-order';
import type { StepNode } from '../step-tree';
import type { Liquids } from '../volume/liquids';
import { drawnBy, type Pour } from '../volume/pour';
import { UNBOUNDED, type Rounds } from '../volume/rounds';
import { litres, roundsWords, wellsOf } from '../volume/volume-words';
import { bounded, Effects, wellKey, type Change } from '../volume/well-effects';
import { culpritOf, WellLevels, type Drift, type Level } from '../volume/well-levels';
import type { Quantities } from './quantities';

/** What volumes may differ by without a finding, microlitres: the noise of sums. */
const NOISE = 1e-6;

/**
 * Follows what is in each well in the order in which steps happen. A well gives no more than it has above its dead volume, holds no more than
 * its brim, and no more than its working volume where it is shaken, in every case of each decision and in the last round that a repeat can
 * have. A well that a step fills begins empty unless its layout says what it holds; of a well that nothing fills nobody knows.
 * `lost`: labware whose steps are in no order.
 */
export function checkVolumes(
  compilation: Compilation,
  order: RunningOrder,
  quantities: Quantities,
  liquids: Liquids,
  lost: ReadonlySet<string>,
): void {
  new VolumeCheck(compilation, order, quantities, liquids, lost).run();
}

class VolumeCheck {
  private readonly effects: Effects;
  private readonly levels: WellLevels;

  constructor(
    private readonly compilation: Compilation,
    private readonly order: RunningOrder,
    private readonly quantities: Quantities,
    private readonly liquids: Liquids,
    private readonly lost: ReadonlySet<string>,
  ) {
    this.effects = new Effects(order, liquids);
    this.levels = new WellLevels(this.startingLevels());
  }

  run(): void {
    this.list(0);
  }

  /** Wells that the layout or a step fills; reports a layout that is more than the well. */
  private startingLevels(): ReadonlyMap<string, number> {
    const start = new Map<string, number>();
    for (const { index } of this.compilation.tree.nodes)
      for (const { to, wells } of this.liquids.poursOf(index)) if (to !== null) for (const well of wells) start.set(wellKey(to, well), 0);
    for (const [i, { id, layout = {} }] of (this.compilation.protocol.labware ?? []).entries()) {
      const type = typeOfLabware(this.compilation, id);
      for (const well of Object.keys(layout)) {
        const path = ['labware', i, 'layout', well, 'volume'];
        const volume = this.quantities.at(path)?.value;
        if (volume === undefined) continue;
        start.set(wellKey(id, well), volume);
        if (!type || volume <= type.wellVolume.max) continue;
        const allowed = [`up to ${litres(type.wellVolume.max)}`];
        this.compilation.report('E_VOLUME', path, `a well of "${id}" holds ${allowed[0]}, not ${litres(volume)}`, { allowed });
      }
    }
    return start;
  }

  private list(list: number): void {
    for (const index of this.order.topological(list)) {
      const node = this.order.tree.node(index);
      if (node.bodies.length > 0) this.nested(node);
      else {
        for (const pour of this.liquids.poursOf(index)) this.pour(node, pour);
        this.shaken(node);
      }
    }
  }

  /** Looks at each list as it is in its worst round or case, then goes on with what the whole does. */
  private nested({ index, step, bodies }: StepNode): void {
    const rounds = this.liquids.roundsOf(index);
    for (const list of bodies) {
      const effect = this.effects.ofList(list);
      this.levels.aside(effect.keys(), () => {
        if (step.kind === 'repeat') for (const [key, change] of effect) this.drift(step.id, this.levels.at(key), change, rounds);
        this.list(list);
      });
    }
    for (const [key, change] of this.effects.ofStep(index)) this.levels.change(key, change);
  }

  private drift(repeat: string, level: Level, round: Change, { most, because }: Rounds): void {
    const times = (most ?? UNBOUNDED) - 1;
    const low = round.low < 0 && times > 0 ? bounded(round.low * times) : 0;
    const high = round.high > 0 && times > 0 ? bounded(round.high * times) : 0;
    level.low += low;
    level.high += high;
    const drift: Drift = { repeat, most, because, round, low, high };
    if (low !== 0 || high !== 0) level.drifts = [...level.drifts, drift];
  }

  private pour(node: StepNode, pour: Pour): void {
    if (pour.from) this.draw(node, pour, pour.from);
    if (pour.to === null || this.lost.has(pour.to)) return;
    const type = typeOfLabware(this.compilation, pour.to);
    const volume = pour.microlitres;
    const over: { readonly well: string; readonly level: Level }[] = [];
    for (const well of pour.wells) {
      const level = this.levels.at(wellKey(pour.to, well));
      // More than a well in one go is told where labware limits are.
      if (volume === null || !type || volume > type.wellVolume.max) level.known = false;
      if (!level.known || volume === null || !type) continue;
      level.low += volume;
      level.high += volume;
      if (level.high > type.wellVolume.max + NOISE) over.push({ well, level });
    }
    const worst = over.toSorted((a, b) => b.level.high - a.level.high)[0];
    if (!worst || !type || volume === null) return;
    const { max } = type.wellVolume;
    const { drift, first } = culpritOf(worst.level.drifts, 'high', worst.level.high, (level) => level <= max + NOISE);
    const rounds = drift && roundsWords(drift, 1 + Math.floor((max + NOISE - first) / drift.round.high));
    const wells = wellsOf(
      pour.to,
      over.map(({ well }) => well),
    );
    const held = drift ? `the ${litres(max)} of a well are full` : `a well would hold up to ${litres(first)}`;
    this.compilation.report(
      'E_VOLUME',
      pour.path,
      `${litres(volume)} more into ${wells}: ${held}${rounds ? ` ${rounds.when}` : `, and its brim is at ${litres(max)}`}`,
      {
        allowed: [`up to ${litres(drift ? volume : volume - (first - max))} here`],
        suggestion: rounds?.suggestion ?? 'take less, or labware with larger wells',
      },
    );
    for (const { level } of over) level.known = false;
  }

  private draw(node: StepNode, pour: Pour, { labware, well }: { readonly labware: string; readonly well: string }): void {
    const type = typeOfLabware(this.compilation, labware);
    const level = this.levels.at(wellKey(labware, well));
    const drawn = drawnBy(pour);
    if (!type || this.lost.has(labware)) return;
    if (level.unsaid && pour.microlitres !== null) {
      level.unsaid = false;
      this.compilation.report(
        'W_ASSUMPTION',
        pour.path,
        `nothing says what ${wellsOf(labware, [well])} holds; it is taken to be enough for the ${litres(drawn)} that "${node.step.id}" draws`,
        { suggestion: `add volume to ${well} in the layout of "${labware}", or a transfer that fills it` },
      );
    }
    if (pour.microlitres === null) level.known = false;
    if (!level.known) return;
    const { dead } = type.wellVolume;
    const left = level.low - drawn;
    level.low = left;
    level.high -= drawn;
    // Nothing drawn is nothing missed, also from an empty well.
    if (drawn === 0 || left >= dead - NOISE) return;
    const { drift, first } = culpritOf(level.drifts, 'low', left, (low) => low >= dead - NOISE);
    const rounds = drift && roundsWords(drift, 1 + Math.floor((first - dead + NOISE) / -drift.round.low));
    const there = Math.max(0, first + drawn);
    const open = !drift && level.high - left > NOISE;
    const has =
      there > NOISE ? `has ${litres(there)}${drift ? ' in the first round' : open ? ' at least' : ''}` : open ? 'may be empty' : 'is empty';
    const deadWords = there > NOISE && dead > 0 ? `, of which ${litres(dead)} cannot be drawn off` : '';
    this.compilation.report(
      'E_VOLUME',
      pour.path,
      `"${node.step.id}" draws ${litres(drawn)} from ${wellsOf(labware, [well])}, which ${has}${deadWords}${rounds ? `; it runs dry ${rounds.when}` : ''}`,
      {
        allowed: [`up to ${litres(there - dead)}`],
        suggestion: rounds?.suggestion ?? `take less, or fill ${well} of "${labware}" with more before`,
      },
    );
    level.known = false;
  }

  /** Labware that is shaken holds no more than what stays in. */
  private shaken({ step, path }: StepNode): void {
    if (step.kind !== 'operation' || step.labware === undefined || step.capability === 'stirring') return;
    const type = typeOfLabware(this.compilation, step.labware);
    const speed = Object.keys(step.with ?? {}).some((name) => {
      const quantity = this.quantities.at([...path, 'with', name]);
      return quantity?.kind === 'rotational_speed' && quantity.value > 0;
    });
    if (!type || !speed || this.lost.has(step.labware)) return;
    const { working } = type.wellVolume;
    const full = this.levels.of(step.labware).filter(([, { known, high }]) => known && high > working + NOISE);
    if (full.length === 0) return;
    const most = Math.max(...full.map(([, { high }]) => high));
    const wells = full.map(([well]) => well);
    this.compilation.report(
      'E_VOLUME',
      [...path, 'labware'],
      `"${step.id}" shakes up to ${litres(Math.min(most, type.wellVolume.max))} in ${wellsOf(step.labware, wells)}; a ${type.id} is shaken with ${litres(working)} at most`,
      { allowed: [`up to ${litres(working)} in a well`], suggestion: 'fill less, or take labware with larger wells' },
    );
    for (const [, level] of full) level.known = false;
  }
}
