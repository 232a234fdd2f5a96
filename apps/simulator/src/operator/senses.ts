import { fromCanonical, kindsWithUnit } from '@labwright/domain';
import type { PlanEvidence } from '@labwright/protocol';
import type { PhysicalLab } from '../physics/physical-lab';
import { normal } from '../physics/poisson';
import type { Transfer } from '../physics/transfer';
import { seededRandom } from '../seeded-random';

/** Above this a person counts sectors, with an error of one in thirty. Chosen; 300 is the usual limit (FDA Bacteriological Analytical Manual, 3). */
const [COUNTABLE, COUNTING_ERROR] = [300, 0.03] as const;
/** Above this nobody counts: it is written as the number that it is more than. */
const LAWN = 3_000;
/** Standard deviation of the balance, mg, and what it shows. Chosen. */
const [BALANCE_ERROR, BALANCE_STEP] = [0.5, 0.1] as const;

/** What a person finds out who looks at labware of the simulated lab. */
export class Senses {
  constructor(
    private readonly physics: PhysicalLab,
    private readonly seed: number,
  ) {}

  /**
   * The number that evidence asks for: the colonies of an agar plate in `{count}`, the wet pellets of other labware in a unit of mass, as they
   * are after the transfers of the same step, which name labware as the run does. Null for anything else. The same for the same question.
   */
  number(run: string, { id, of, unit }: PlanEvidence, transfers: readonly Transfer[]): number | null {
    const piece = of === null ? null : this.physics.idOf(run, of);
    if (of === null || piece === null || unit === null) return null;
    const random = seededRandom(this.seed, `${of} ${id}`);
    if (this.physics.isAgar(piece)) return kindsWithUnit(unit).includes('count') ? counted(this.physics.colonies(piece), random) : null;
    if (!kindsWithUnit(unit).includes('mass')) return null;
    const milligrams = this.physics.weigh(piece, this.#ofRun(run, transfers)) + BALANCE_ERROR * normal(random);
    return fromCanonical('mass', Math.max(Math.round(milligrams / BALANCE_STEP) * BALANCE_STEP, 0), unit);
  }

  /** Transfers between labware, by its ids; nothing that is weighed comes from a bottle. */
  #ofRun(run: string, transfers: readonly Transfer[]): readonly Transfer[] {
    return transfers.flatMap((transfer) => {
      const { from, to } = transfer;
      if (!('labware' in from)) return [];
      const [source, target] = [from.labware, to].map((name) => this.physics.idOf(run, name) ?? name) as [string, string];
      return [{ ...transfer, from: { ...from, labware: source }, to: target }];
    });
  }
}

function counted(colonies: number, random: () => number): number {
  if (colonies <= COUNTABLE) return colonies;
  return Math.min(Math.round(colonies * (1 + COUNTING_ERROR * normal(random))), LAWN);
}
