import type { Series } from './record-view';

/** AU; below it a density is mostly noise, and so is what is divided by it. */
export const MIN_OD = 0.03;

/** Each series over that of the divisor that is nearest in time, of the same round; wells whose divisor is less than `least` are left out. */
export function ratioSeries(dividends: readonly Series[], divisors: readonly Series[], least: number): readonly Series[] {
  return dividends.flatMap((each): Series[] => {
    const away = ({ hours }: Series): number => Math.abs(hours - each.hours);
    const same = divisors.filter(({ round }) => round === each.round);
    const partner = same.reduce<Series | undefined>((best, other) => (!best || away(other) < away(best) ? other : best), undefined);
    if (!partner) return [];
    const values = new Map<string, number>();
    const leftOut = new Map(each.leftOut);
    for (const [well, value] of each.values) {
      const divisor = partner.values.get(well);
      if (divisor !== undefined && divisor >= least) values.set(well, value / divisor);
      else
        leftOut.set(
          well,
          divisor === undefined
            ? (partner.leftOut.get(well) ?? 'there is nothing to divide it by')
            : `what it is divided by is less than ${least}`,
        );
    }
    return [{ ...each, values, leftOut }];
  });
}
