import type { LabwareOnDevice } from '@drivers/kit';
import { LabError } from '@labwright/domain';
import { seededRandom } from '../seeded-random';
import { agarNamed } from './agar';
import { coverNamed } from './cover';
import { ECOLI_BL21 } from './ecoli-bl21';
import { SimulatedLabware, type Exposure, type Room } from './labware';
import type { Contents } from './contents';
import { materialNamed, needVolume, portionOf, STOCK_MATERIALS, type Material } from './material';
import { MeasurementLog, type MeasuredKind } from './measurement-log';
import { Hands, type PipettingSkill } from './pipetting';
import { normal } from './poisson';
import { rehearsed } from './rehearsal';
import { WASTE, type Transfer } from './transfer';
import { vesselOf } from './vessel';
import type { WellTruth } from './well';

/** What the physical lab is given. */
export interface PhysicalLabOptions {
  /** Lab time, milliseconds since the epoch; never goes back. */
  now(): number;
  /** Temperature of the room, Cel. */
  ambient(): number;
  readonly seed: number;
  /** Standard deviation of the growth rate between wells, as a part of it. Default 0.02. */
  readonly variation?: number;
  /** Of the person who pipettes. Default `exact`. */
  readonly skill?: PipettingSkill;
}

/** Whose labware it is, and what lies on it. */
export interface LabwareDetails {
  /** Default `none`. */
  readonly cover?: string;
  readonly run?: string;
  /** Its name in the run. */
  readonly name?: string;
}

/** What is true of one piece of labware. */
export interface LabwareTruth {
  readonly run: string | null;
  readonly name: string | null;
  readonly type: string;
  readonly place: string;
  /** Of the liquid, Cel. */
  readonly temperature: number;
  readonly wells: Readonly<Record<string, WellTruth>>;
}

/** Places that hold any number of labware, at room temperature. */
const OPEN_PLACES: readonly string[] = ['bench', 'waste'];
/** At most one record of an optical density that is read continuously in this time, lab milliseconds. */
const DENSITY_RECORD_MS = 30_000;
const NOTHING: Exposure = { temperature: null, rpm: null };

interface Piece {
  readonly labware: SimulatedLabware;
  readonly run: string | null;
  readonly name: string | null;
  place: string;
  densityAt: number;
}

/**
 * The labware of a simulated lab, what is in it, and where it stands. Devices meet it by place, people by id. The same seed and the same
 * touches at the same lab times give the same numbers: randomness is one draw for each well, by the order in which labware is put.
 */
export class PhysicalLab {
  /** What was true at each optical read. */
  readonly measurements = new MeasurementLog();
  readonly #labware = new Map<string, Piece>();
  readonly #exposures = new Map<string, Exposure>();
  readonly #materials = new Map<string, Material>(Object.entries(STOCK_MATERIALS));
  readonly #room: Room;
  readonly #hands: Hands;
  /** Materials that are filled in on a balance, not by what a pipette says. */
  readonly #weighed = new Set<string>();
  #made = 0;

  constructor(private readonly options: PhysicalLabOptions) {
    this.#hands = new Hands(options.skill ?? 'exact', options.seed);
    this.#room = {
      now: () => options.now(),
      ambient: () => options.ambient(),
      strain: ECOLI_BL21,
      portion: (material, microlitres) => portionOf(materialNamed(this.#materials, material), microlitres),
    };
  }

  /** Gives a material of a protocol its contents; replaces one of that name. What is `weighed` in comes without the errors of pipettes. */
  define(name: string, material: Material, weighed = false): void {
    this.#materials.set(name, material);
    if (weighed) this.#weighed.add(name);
    else this.#weighed.delete(name);
  }

  /** Takes a material of a protocol away again; one that is not there is no error. */
  forget(name: string): void {
    this.#materials.delete(name);
    this.#weighed.delete(name);
  }

  /** Pieces of labware in the lab. */
  get size(): number {
    return this.#labware.size;
  }

  /** Where labware is; null when it is not in the lab. */
  placeOf(id: string): string | null {
    return this.#labware.get(id)?.place ?? null;
  }

  /** Puts new, empty labware at a place. @throws LabError NOT_FOUND for its type or cover, CONFLICT when id or place is taken */
  put(id: string, type: string, place: string, { cover = 'none', run, name }: LabwareDetails = {}): void {
    if (this.#labware.has(id)) throw conflict('labware', id, 'is in the lab already');
    this.#needFree(place);
    this.#made += 1;
    const random = seededRandom(this.options.seed, `labware ${this.#made}`);
    const spread = this.options.variation ?? 0.02;
    const vigour = (): number => Math.max(1 + spread * normal(random), 0.5);
    const agar = agarNamed(type, name ?? id, this.#room.strain, seededRandom(this.options.seed, `colonies ${this.#made}`));
    const labware = new SimulatedLabware(id, vesselOf(type), this.#room, coverNamed(cover), vigour, agar);
    this.#labware.set(id, { labware, place, run: run ?? null, name: name ?? null, densityAt: Number.NEGATIVE_INFINITY });
    labware.expose(this.#exposures.get(place) ?? NOTHING);
  }

  /**
   * Moves labware with what is in it. It meets what the place was last told to do, such as an incubator's 37 Cel.
   * @throws LabError NOT_FOUND, CONFLICT when the place is taken
   */
  move(id: string, place: string): void {
    const entry = this.#entry(id);
    if (entry.place === place) return;
    this.#needFree(place);
    entry.place = place;
    entry.labware.expose(this.#exposures.get(place) ?? NOTHING);
  }

  /** Takes labware out of the lab. @throws LabError NOT_FOUND */
  remove(id: string): void {
    this.#entry(id);
    this.#labware.delete(id);
  }

  /** Puts a cover on, or `none`. @throws LabError NOT_FOUND */
  setCover(id: string, cover: string): void {
    const { labware } = this.#entry(id);
    labware.temperature();
    labware.cover = coverNamed(cover);
  }

  /**
   * Does transfers in their order, with the errors of the hands of the lab. A well that holds less than is asked for gives what it has.
   * @throws LabError NOT_FOUND, INPUT_INVALID for a well or a volume that cannot be; earlier transfers stay done
   */
  transfer(transfers: readonly Transfer[]): void {
    for (const { from, to, wells, microlitres, keeps } of transfers) {
      needVolume(microlitres);
      for (const well of wells) {
        if (to === WASTE) this.#source(from).discard(well, microlitres, keeps === 'pellet');
        else this.#entry(to).labware.receive(well, this.#portion(from, microlitres, keeps), microlitres);
      }
    }
  }

  /** Labware of a run by its name there; null when it is not in the lab. */
  idOf(run: string, name: string): string | null {
    return [...this.#labware.values()].find((it) => it.run === run && it.name === name)?.labware.id ?? null;
  }

  /** Colonies that can be seen on an agar plate. @throws LabError NOT_FOUND */
  colonies(id: string): number {
    return this.#entry(id).labware.colonies;
  }

  /** Whether colonies can grow on labware. @throws LabError NOT_FOUND */
  isAgar(id: string): boolean {
    return this.#entry(id).labware.isAgar;
  }

  /** mg of the wet pellets in all compartments of labware, without its own weight, as after transfers that are not done. @throws LabError NOT_FOUND */
  weigh(id: string, after: readonly Transfer[] = []): number {
    const { labware } = this.#entry(id);
    return labware.pelletMass(rehearsed(after, (it) => this.#labware.get(it)?.labware).get(id));
  }

  /** What a device does at its place from now on, whether or not anything stands there. An open place has no device. */
  exposeAt(place: string, conditions: Exposure): void {
    if (isOpenPlace(place)) return;
    const before = this.#exposures.get(place) ?? NOTHING;
    // Devices tell more often than things change, and each telling would bring a plate up to date.
    if (before.temperature === conditions.temperature && before.rpm === conditions.rpm) return;
    this.#exposures.set(place, { temperature: conditions.temperature, rpm: conditions.rpm });
    this.#at(place)?.labware.expose(conditions);
  }

  /**
   * What stands at a place, for the device there; null for nothing. Ask again at each use: labware moves. One answer is one read: what is
   * true at its first touch is kept in `measurements`.
   */
  contentsAt(place: string): LabwareOnDevice | null {
    if (isOpenPlace(place)) return null;
    const piece = this.#at(place);
    if (!piece) return null;
    const seen = new Set<MeasuredKind>();
    const read = (kind: MeasuredKind): SimulatedLabware => {
      if (!seen.has(kind)) this.#measured(piece, kind);
      seen.add(kind);
      return piece.labware;
    };
    return {
      absorbance: (well, wavelength) => read('absorbance').absorbance(well, wavelength),
      fluorescence: (well, excitation, emission) => read('fluorescence').fluorescence(well, excitation, emission),
      luminescence: (well) => read('luminescence').luminescence(well),
      opticalDensity: () => read('optical_density').opticalDensity(),
      add: (what, microlitres) => piece.labware.add(what, microlitres),
      expose: (conditions) => this.exposeAt(place, conditions),
    };
  }

  /** What is true now, by labware id; for tests and reports only. */
  truth(): Readonly<Record<string, LabwareTruth>> {
    return Object.fromEntries(
      [...this.#labware].map(([id, { labware, run, name, place }]) => [
        id,
        { run, name, type: labware.vessel.type, place, temperature: labware.temperature(), wells: labware.truth() },
      ]),
    );
  }

  #measured(piece: Piece, kind: MeasuredKind): void {
    const now = this.options.now();
    if (kind === 'optical_density') {
      if (now - piece.densityAt < DENSITY_RECORD_MS) return;
      piece.densityAt = now;
    }
    const { labware, run, name } = piece;
    this.measurements.add({ atLab: new Date(now).toISOString(), labware: labware.id, run, name, kind, wells: labware.truth() });
  }

  #moved(from: Transfer['from'], microlitres: number): number {
    return 'material' in from && this.#weighed.has(from.material) ? microlitres : this.#hands.moved(microlitres);
  }

  #portion(from: Transfer['from'], meant: number, keeps: Transfer['keeps']): Contents {
    const moved = this.#moved(from, meant);
    if ('material' in from) return this.#room.portion(from.material, moved);
    const { labware } = this.#entry(from.labware);
    const well = from.well ?? labware.vessel.wells[0] ?? '';
    return keeps === 'pellet' ? labware.empty(well, moved, true, meant) : labware.draw(well, moved, meant);
  }

  /** @throws LabError INPUT_INVALID for a bottle: what was never used is not thrown away here */
  #source(from: Transfer['from']): SimulatedLabware {
    if ('labware' in from) return this.#entry(from.labware).labware;
    throw new LabError('INPUT_INVALID', `${from.material} goes from its bottle into the waste; name labware`, { path: 'from' });
  }

  #at(place: string): Piece | undefined {
    return [...this.#labware.values()].find((it) => it.place === place);
  }

  #entry(id: string): Piece {
    const entry = this.#labware.get(id);
    if (entry) return entry;
    throw new LabError('NOT_FOUND', `the simulated lab has no labware ${id}; put it first`, { kind: 'labware', id });
  }

  #needFree(place: string): void {
    const taken = isOpenPlace(place) ? undefined : this.#at(place);
    if (taken) throw conflict('place', place, `holds ${taken.labware.id} already; move that first`);
  }
}

/** Whether a place is no nest: the bench and the waste take any number of pieces. */
export function isOpenPlace(place: string): boolean {
  return OPEN_PLACES.includes(place);
}

function conflict(kind: string, id: string, reason: string): LabError {
  return new LabError('CONFLICT', `${kind} ${id} ${reason}`, { kind, id, reason });
}
