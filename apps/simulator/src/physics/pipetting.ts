import { seededRandom } from '../seeded-random';
import { normal } from './poisson';

/** How well the person pipettes whose hands the simulated lab has. */
export const PipettingSkill = { exact: 'exact', practised: 'practised', novice: 'novice' } as const;
export type PipettingSkill = keyof typeof PipettingSkill;

/**
 * Nominal volumes of pipettes, uL, with the largest systematic and random errors that are permitted at any volume they take, uL. Source: ISO
 * 8655-2:2022, table for air-displacement pipettes with one channel. The smallest pipette that takes a volume is used; more than the largest
 * takes is measured in a cylinder, with the same relative errors.
 */
const PIPETTES = [
  { nominal: 2, systematic: 0.08, random: 0.04 },
  { nominal: 10, systematic: 0.12, random: 0.08 },
  { nominal: 20, systematic: 0.2, random: 0.1 },
  { nominal: 200, systematic: 1.6, random: 0.6 },
  { nominal: 1_000, systematic: 8, random: 3 },
  { nominal: 5_000, systematic: 40, random: 15 },
  { nominal: 10_000, systematic: 60, random: 30 },
] as const;

/** Standard deviations of both errors, as parts of what is permitted. Chosen: ISO 8655 has the pipette alone, hands add to it. */
const SKILLS: Readonly<Record<PipettingSkill, { readonly systematic: number; readonly random: number }>> = {
  exact: { systematic: 0, random: 0 },
  practised: { systematic: 0.5, random: 1.5 },
  novice: { systematic: 1.5, random: 5 },
};
/** No error is beyond so many standard deviations: the person would see it. */
const SEEN = 2.5;

/** Hands that pipette: each pipette is off by the same in all the time of the lab, and each transfer by its own. */
export class Hands {
  readonly #random: () => number;
  readonly #bias: readonly number[];

  constructor(
    readonly skill: PipettingSkill,
    seed: number,
  ) {
    this.#random = seededRandom(seed, 'hands');
    this.#bias = PIPETTES.map(({ systematic }) => SKILLS[skill].systematic * systematic * this.#draw());
  }

  /** uL that are really moved when so many are meant; 0 or more. */
  moved(microlitres: number): number {
    if (this.skill === 'exact' || !(microlitres > 0)) return microlitres;
    const index = PIPETTES.findIndex(({ nominal }) => microlitres <= nominal);
    const used = index === -1 ? PIPETTES.length - 1 : index;
    const pipette = PIPETTES[used] ?? PIPETTES[0];
    const scale = Math.max(microlitres / pipette.nominal, 1);
    const error = (this.#bias[used] ?? 0) + SKILLS[this.skill].random * pipette.random * this.#draw();
    return Math.max(microlitres + error * (index === -1 ? scale : 1), 0);
  }

  #draw(): number {
    return Math.min(Math.max(normal(this.#random), -SEEN), SEEN);
  }
}
