import type { LabwareOnDevice } from '@drivers/kit';
import { LabError } from '@labwright/domain';
import { seededRandom } from '../seeded-random';
import { coverNamed } from './cover';
import { ECOLI_BL21 } from './ecoli-bl21';
import { SimulatedLabware, type Exposure, type Room, type WellTruth } from './labware';
import { materialNamed, portionOf, STOCK_MATERIALS, type Material } from './material';
import { vesselOf } from './vessel';

/** What the physical lab is given. */
export interface PhysicalLabOptions {
  /** Lab time, milliseconds since the epoch; never goes back. */
  now(): number;
  /** Temperature of the room, Cel. */
  ambient(): number;
  readonly seed: number;
  /** Standard deviation of the growth rate between wells, as a part of it. Default 0.02. */
  readonly variation?: number;
}

/** Liquid that a person or pipette moves into wells, microlitres into each, from a bottle or from a well. */
export interface Transfer {
  readonly from: { readonly material: string } | { readonly labware: string; readonly well: string };
  readonly to: string;
  readonly wells: readonly string[];
  readonly microlitres: number;
}

/** What is true of one piece of labware. */
export interface LabwareTruth {
  readonly type: string;
  readonly place: string;
  /** Of the liquid, Cel. */
  readonly temperature: number;
  readonly wells: Readonly<Record<string, WellTruth>>;
}

/** Places that hold any number of labware, at room temperature. */
const OPEN_PLACES: readonly string[] = ['bench', 'waste'];
const NOTHING: Exposure = { temperature: null, rpm: null };

/**
 * The labware of a simulated lab, what is in it, and where it stands. Devices meet it by place, people by id. The same seed and the same
 * touches at the same lab times give the same numbers: randomness is one draw for each well, by the order in which labware is put.
 */
export class PhysicalLab {
  readonly #labware = new Map<string, { readonly labware: SimulatedLabware; place: string }>();
  readonly #exposures = new Map<string, Exposure>();
  readonly #materials = new Map<string, Material>(Object.entries(STOCK_MATERIALS));
  readonly #room: Room;
  #made = 0;

  constructor(private readonly options: PhysicalLabOptions) {
    this.#room = {
      now: () => options.now(),
      ambient: () => options.ambient(),
      strain: ECOLI_BL21,
      portion: (material, microlitres) => portionOf(materialNamed(this.#materials, material), microlitres),
    };
  }

  /** Gives a material of a protocol its contents; replaces one of that name. */
  define(name: string, material: Material): void {
    this.#materials.set(name, material);
  }

  /** Puts new, empty labware at a place. @throws LabError NOT_FOUND for its type or cover, CONFLICT when id or place is taken */
  put(id: string, type: string, place: string, cover = 'none'): void {
    if (this.#labware.has(id)) throw conflict('labware', id, 'is in the lab already');
    this.#needFree(place);
    this.#made += 1;
    const random = seededRandom(this.options.seed, `labware ${this.#made}`);
    const spread = this.options.variation ?? 0.02;
    const vigour = (): number => Math.max(1 + spread * normal(random), 0.5);
    const labware = new SimulatedLabware(id, vesselOf(type), this.#room, coverNamed(cover), vigour);
    this.#labware.set(id, { labware, place });
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
   * Does transfers in their order. A well that holds less than is asked for gives what it has.
   * @throws LabError NOT_FOUND, INPUT_INVALID for a well or a volume that cannot be; earlier transfers stay done
   */
  transfer(transfers: readonly Transfer[]): void {
    for (const { from, to, wells, microlitres } of transfers) {
      const target = this.#entry(to).labware;
      for (const well of wells) {
        const portion =
          'material' in from
            ? this.#room.portion(from.material, microlitres)
            : this.#entry(from.labware).labware.draw(from.well, microlitres);
        target.receive(well, portion);
      }
    }
  }

  /**
   * What stands at a place, for the device there; null for nothing. Ask again at each use: labware moves. What the device exposes it to is
   * remembered for the place.
   */
  contentsAt(place: string): LabwareOnDevice | null {
    if (OPEN_PLACES.includes(place)) return null;
    const entry = [...this.#labware.values()].find((it) => it.place === place);
    if (!entry) return null;
    const { labware } = entry;
    return {
      absorbance: (well, wavelength) => labware.absorbance(well, wavelength),
      fluorescence: (well, excitation, emission) => labware.fluorescence(well, excitation, emission),
      luminescence: (well) => labware.luminescence(well),
      opticalDensity: () => labware.opticalDensity(),
      add: (what, microlitres) => labware.add(what, microlitres),
      expose: (conditions) => {
        this.#exposures.set(place, conditions);
        if (entry.place === place) labware.expose(conditions);
      },
    };
  }

  /** What is true now, by labware id; for tests and reports only. */
  truth(): Readonly<Record<string, LabwareTruth>> {
    return Object.fromEntries(
      [...this.#labware].map(([id, { labware, place }]) => [
        id,
        { type: labware.vessel.type, place, temperature: labware.temperature(), wells: labware.truth() },
      ]),
    );
  }

  #entry(id: string): { readonly labware: SimulatedLabware; place: string } {
    const entry = this.#labware.get(id);
    if (entry) return entry;
    throw new LabError('NOT_FOUND', `the simulated lab has no labware ${id}; put it first`, { kind: 'labware', id });
  }

  #needFree(place: string): void {
    const taken = [...this.#labware].find(([, entry]) => entry.place === place);
    if (taken && !OPEN_PLACES.includes(place)) throw conflict('place', place, `holds ${taken[0]} already; move that first`);
  }
}

/** Source: Box, Muller, Ann Math Stat 29 (1958) 610. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function conflict(kind: string, id: string, reason: string): LabError {
  return new LabError('CONFLICT', `${kind} ${id} ${reason}`, { kind, id, reason });
}
