import type { LabwareOnDevice } from '@drivers/kit';
import { LabError } from '@labwright/domain';
import type { Agar } from './agar';
import { stepBradford } from './bradford';
import { pour, take, type Contents } from './contents';
import type { Cover } from './cover';
import { momentOf, stepCulture, type Moment } from './culture';
import type { Strain } from './ecoli-bl21';
import { evaporationRate } from './evaporation';
import { stepImmunoassay } from './immunoassay';
import { stepInclusionBodies } from './inclusion-bodies';
import { needVolume } from './material';
import { liquidAbsorbance, liquidFluorescence } from './optics';
import { pelletMass, takeLiquid } from './pellet';
import { secondsAbove, SHOCK, stepTransformation } from './transformation';
import type { Vessel } from './vessel';
import { emptyWell, truthOf, type Well, type WellTruth } from './well';

/** What an instrument does to what stands on it; Cel and rpm, null for nothing. */
export type Exposure = Parameters<LabwareOnDevice['expose']>[0];

/** What labware has around it, whatever it stands on. */
export interface Room {
  /** Lab time, milliseconds since the epoch. */
  now(): number;
  /** Cel. */
  ambient(): number;
  readonly strain: Strain;
  /** Some microlitres of a material. @throws LabError NOT_FOUND */
  portion(material: string, microlitres: number): Contents;
}

const HOUR_MS = 3_600_000;
/** Steps are this long, hours, until there would be more than `MOST_STEPS`; then they are longer. 480 of them are 8 h. */
const [STEP, MOST_STEPS] = [1 / 60, 480];
/** uL that do not evaporate: salts and cells hold them. */
const FILM = 0.5;
/** uL, of sums of volumes. */
const ROUNDING = 1e-6;
const NOTHING: Exposure = { temperature: null, rpm: null };

/**
 * One piece of labware with what is in it. Event-driven: nothing runs between touches; each touch first brings the contents from the last
 * one to now, in at most `MOST_STEPS` steps. Single-threaded; a crash of the process loses it, as a real lab would lose power, not plates.
 */
export class SimulatedLabware implements LabwareOnDevice {
  cover: Cover;
  #exposure: Exposure = NOTHING;
  #temperature: number;
  #at: number;
  readonly #wells: ReadonlyMap<string, Well>;

  constructor(
    readonly id: string,
    readonly vessel: Vessel,
    private readonly room: Room,
    cover: Cover,
    vigour: (well: string) => number,
    /** What a dish has in it; null for all other labware. */
    private readonly agar: Agar | null = null,
  ) {
    this.cover = cover;
    this.#temperature = room.ambient();
    this.#at = room.now();
    this.#wells = new Map(vessel.wells.map((well) => [well, emptyWell(vigour(well))]));
  }

  absorbance(well: string, wavelengthNm: number): number {
    const { contents } = this.#touched(well);
    const liquid = liquidAbsorbance(contents, this.#path(contents), wavelengthNm, this.#temperature);
    return liquid + this.vessel.bottom + this.cover.absorbance;
  }

  fluorescence(well: string, excitationNm: number, emissionNm: number): number {
    const { contents } = this.#touched(well);
    return liquidFluorescence(contents, this.#path(contents), excitationNm, emissionNm) * 10 ** -this.cover.absorbance;
  }

  /** There is no luminescent reporter in this lab: the dark count, 0. */
  luminescence(well: string): number {
    this.#touched(well);
    return 0;
  }

  opticalDensity(): number {
    return liquidAbsorbance(this.#touched(this.#first()).contents, 1, 600, this.#temperature);
  }

  expose(conditions: Exposure): void {
    this.#advance();
    this.#exposure = conditions;
  }

  /** Into, or below 0 out of, the first compartment: pumps serve vessels that have one. */
  add(what: string, microlitres: number): void {
    if (microlitres < 0) this.draw(this.#first(), -microlitres);
    else this.receive(this.#first(), this.room.portion(what, microlitres));
  }

  /** Pours a portion into a well; what rises over the brim is spilled. `meant` is what it was to be, uL. */
  receive(well: string, portion: Contents, meant = portion.volume): void {
    const target = this.#touched(well);
    this.agar?.plate(portion);
    target.received += portion.volume;
    target.meant = Math.min(target.meant + meant, this.vessel.brim);
    pour(target.contents, portion);
    target.spilled += take(target.contents, target.contents.volume - this.vessel.brim).volume;
  }

  /**
   * Takes up to so many microlitres out of a well, off agar a colony where there is one. `meant` is what it was to be, uL.
   * @throws LabError INPUT_INVALID for a volume below 0
   */
  draw(well: string, microlitres: number, meant = microlitres): Contents {
    needVolume(microlitres);
    const source = this.#touched(well);
    const portion = take(source.contents, microlitres);
    source.removed += portion.volume;
    source.meant = Math.max(source.meant - meant, 0);
    const colony = this.agar?.pick();
    return colony ? { ...colony, volume: portion.volume } : portion;
  }

  /**
   * Takes up to so many microlitres of liquid out of a well, all but a residue; with `keepsPellet` as after a spin. What is bound to plastic stays.
   * @throws LabError INPUT_INVALID for a volume below 0
   */
  empty(well: string, microlitres: number, keepsPellet: boolean, meant = microlitres): Contents {
    needVolume(microlitres);
    const source = this.#touched(well);
    const portion = takeLiquid(source.contents, microlitres, keepsPellet);
    source.removed += portion.volume;
    source.meant = Math.max(source.meant - meant, 0);
    return portion;
  }

  /**
   * Throws so many microlitres away, as `empty` takes them. Who is to leave no more than the dead volume empties the well, however much pipettes
   * really brought: a person sees what is left.
   */
  discard(well: string, microlitres: number, keepsPellet: boolean): void {
    const source = this.#touched(well);
    const isAll = source.meant - microlitres <= this.vessel.dead + ROUNDING;
    this.empty(well, isAll ? Math.max(microlitres, source.contents.volume) : microlitres, keepsPellet, microlitres);
  }

  /** Colonies that can be seen, 0 where there is no agar. */
  get colonies(): number {
    this.#advance();
    return this.agar?.colonies ?? 0;
  }

  /** Whether colonies can grow on it. */
  get isAgar(): boolean {
    return this.agar !== null;
  }

  /** Of a well; undefined where it has none of that name. Not to be changed. */
  contentsOf(well: string): Readonly<Contents> | undefined {
    this.#advance();
    return this.#wells.get(well)?.contents;
  }

  /** mg of wet pellets that a centrifuge makes of all its compartments, those in `instead` as they are there. */
  pelletMass(instead?: ReadonlyMap<string, Contents>): number {
    this.#advance();
    const all = [...this.#wells].map(([name, { contents }]) => instead?.get(name) ?? contents);
    return all.reduce((sum, contents) => sum + pelletMass(contents, this.room.strain), 0);
  }

  /** Of the liquid, Cel. */
  temperature(): number {
    this.#advance();
    return this.#temperature;
  }

  /** Every well that holds or held something. */
  truth(): Readonly<Record<string, WellTruth>> {
    this.#advance();
    const filled = [...this.#wells].filter(([, { contents, evaporated }]) => contents.volume > 0 || evaporated > 0);
    const { colonies = 0, expectedColonies = 0 } = this.agar ?? {};
    return Object.fromEntries(filled.map(([name, well]) => [name, truthOf(well, this.room.strain, { colonies, expectedColonies })]));
  }

  #path(contents: Contents): number {
    return this.vessel.height(contents.volume) / 10;
  }

  #first(): string {
    return this.vessel.wells[0] ?? '';
  }

  #touched(name: string): Well {
    const well = this.#wells.get(name);
    if (!well) {
      throw new LabError('INPUT_INVALID', `${this.vessel.type} has no well ${name}`, { path: name, allowed: this.vessel.wells });
    }
    this.#advance();
    return well;
  }

  #advance(): void {
    const now = this.room.now();
    const hours = (now - this.#at) / HOUR_MS;
    if (!(hours > 0)) return;
    this.#at = now;
    const around = this.#exposure.temperature ?? this.room.ambient();
    const wells = [...this.#wells.values()].filter(({ contents }) => contents.volume > 0);
    const steps = Math.min(Math.max(Math.ceil(hours / STEP), 1), MOST_STEPS);
    const step = hours / steps;
    // First order: the liquid nears what is around it. Newton's law of cooling.
    const half = Math.exp(-step / 2 / this.vessel.settling);
    for (let done = 0; done < steps; done += 1) {
      const middle = around + (this.#temperature - around) * half;
      const rate = evaporationRate(this.vessel.surface, middle, this.room.ambient()) * this.cover.evaporation * this.vessel.opening;
      const moment = momentOf(this.room.strain, step, middle);
      const hot = secondsAbove(SHOCK, this.#temperature, around, this.vessel.settling, step);
      for (const well of wells) this.#step(well, moment, rate * step, middle, hot);
      this.agar?.wait(step, middle);
      this.#temperature = around + (middle - around) * half;
    }
  }

  #step(well: Well, moment: Moment, evaporation: number, temperature: number, hot: number): void {
    const { contents, coating, vigour } = well;
    const lost = Math.min(evaporation, Math.max(contents.volume - FILM, 0));
    contents.volume -= lost;
    well.evaporated += lost;
    const air = this.cover.oxygen * this.vessel.air;
    const aeration = contents.cells > 0 ? this.vessel.aeration(contents.volume, this.#exposure.rpm ?? 0) * air : 0;
    stepCulture(moment, contents, { aeration, vigour });
    const { strain, hours } = moment;
    if (contents.competent > 0 || contents.fresh > 0) stepTransformation(contents, strain, hours, temperature, hot);
    if (contents.lysis > 0 || contents.chaotrope > 0 || contents.unfolded > 0) stepInclusionBodies(contents, strain, hours);
    if (contents.bradford > 0) stepBradford(contents, hours);
    if (coating.capture > 0 || contents.capture > 0) stepImmunoassay(contents, coating, hours, (this.#exposure.rpm ?? 0) > 0);
    else if (contents.tmb > 0 && contents.conjugate > 0) stepImmunoassay(contents, coating, hours, false);
  }
}
