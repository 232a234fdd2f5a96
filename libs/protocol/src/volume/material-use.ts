import type { PlanUse } from '../plan';
import { withoutNoise } from '../passes/without-noise';
import type { RunningOrder } from '../running-order';
import type { Liquids } from './liquids';
import { drawnBy } from './pour';

/** What is prepared on top of what goes into wells, as a fraction of it: what stays in tips and bottles. */
export const STOCK_OVERAGE = 0.1;

/** What one step takes of a material in the longest run, microlitres; null where nothing bounds how often. */
export interface StepUse {
  readonly step: string;
  readonly microlitres: number | null;
}

export interface MaterialUse extends PlanUse {
  /** In the order of the document; where cases exclude each other their steps add up to more than the whole. */
  readonly steps: readonly StepUse[];
}

interface Amount {
  readonly least: number;
  /** Null where nothing bounds it. */
  readonly most: number | null;
}

const times = (amount: number | null, count: number | null): number | null =>
  amount === 0 ? 0 : amount === null || count === null ? null : amount * count;

/** What a whole run takes of each material that a step transfers. */
export function materialUses(order: RunningOrder, { poursOf, roundsOf }: Liquids): ReadonlyMap<string, MaterialUse> {
  const { tree } = order;
  const steps = new Map<string, StepUse[]>();
  const timesRun = (node: number): number | null =>
    tree.around(node).reduce<number | null>((count, { index }) => times(roundsOf(index).most, count), 1);
  const ofList = (list: number): ReadonlyMap<string, Amount> => {
    const amounts = new Map<string, Amount>();
    const add = (material: string, { least, most }: Amount): void => {
      const before = amounts.get(material) ?? { least: 0, most: 0 };
      amounts.set(material, { least: before.least + least, most: before.most === null || most === null ? null : before.most + most });
    };
    for (const index of tree.body(list).nodes) {
      const { step, bodies } = tree.node(index);
      const inside = bodies.map((each) => ofList(each));
      const most = roundsOf(index).most;
      if (step.kind === 'repeat') for (const [material, each] of inside[0] ?? []) add(material, { ...each, most: times(each.most, most) });
      if (step.kind === 'decision') for (const [material, each] of either(inside)) add(material, each);
      const own = new Map<string, number>();
      for (const pour of poursOf(index)) if (pour.material !== null) own.set(pour.material, (own.get(pour.material) ?? 0) + drawnBy(pour));
      for (const [material, drawn] of own) {
        add(material, { least: drawn, most: drawn });
        const use = { step: step.id, microlitres: times(drawn, timesRun(index)) };
        const known = steps.get(material);
        if (known) known.push(use);
        else steps.set(material, [use]);
      }
    }
    return amounts;
  };
  return new Map(
    [...ofList(0)].map(([material, { least, most }]) => {
      const prepare = most === null ? null : roundedUp(most * (1 + STOCK_OVERAGE));
      const sum = most === null ? null : withoutNoise(most);
      return [material, { least: withoutNoise(least), most: sum, prepare, steps: steps.get(material) ?? [] }];
    }),
  );
}

function either(cases: readonly ReadonlyMap<string, Amount>[]): ReadonlyMap<string, Amount> {
  const materials = new Set(cases.flatMap((each) => [...each.keys()]));
  return new Map(
    [...materials].map((material) => {
      const amounts = cases.map((each) => each.get(material) ?? { least: 0, most: 0 });
      const most = amounts.map((each) => each.most);
      return [
        material,
        {
          least: Math.min(...amounts.map((each) => each.least)),
          most: most.includes(null) ? null : Math.max(...most.map((each) => each ?? 0)),
        },
      ];
    }),
  );
}

/** Two significant digits, never less than the amount. */
function roundedUp(amount: number): number {
  if (amount <= 0) return 0;
  const step = 10 ** (Math.floor(Math.log10(amount)) - 1);
  return withoutNoise(Math.ceil(withoutNoise(amount / step)) * step);
}
