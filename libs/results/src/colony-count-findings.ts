import { colonyCount, transformationEfficiency, type ColonyCount, type ColonyPlate } from '@labwright/analysis';
import type { ColonyCountAnalysis, CountedPlate } from '@labwright/protocol';
import type { Figure } from './figure';
import { mainOf, resultValue, type Findings } from './findings';
import { CONFIDENCE } from './growth-fit';
import type { RecordView } from './record-view';
import type { ResultFlag, ResultValue } from './result';
import { xyFigure } from './xy-figure';

/** A plate with its colonies. */
type Counted = CountedPlate & { readonly colonies: number; readonly name: string };

/** Below it plates of one suspension differ more than chance lets them. */
const DOUBTFUL = 0.01;

/** Colony-forming units per mL, and per ug of DNA where the protocol gives it, which is the main value then. */
export function colonyCountFindings(view: RecordView, { plates, suspensionMicrolitres, dnaMicrograms }: ColonyCountAnalysis): Findings {
  const flags: ResultFlag[] = [];
  let simulated = false;
  const counted = plates.flatMap((plate): Counted[] => {
    const name = `${plate.step}.${plate.evidence}`;
    const last = view.numbers(plate.step, plate.evidence).at(-1);
    const why = !last ? 'nobody has counted it yet' : !isCount(last.value) ? `${last.value} is no number of colonies` : null;
    if (why !== null || !last) {
      flags.push({ well: null, sample: name, what: 'excluded', why: why ?? '' });
      return [];
    }
    simulated ||= last.scripted;
    return [{ ...plate, colonies: last.value, name }];
  });
  const count = colonyCount(counted.map(plateOf), { confidence: CONFIDENCE });
  const method =
    'Colonies of all countable plates, 25 to 250, over the undiluted suspension on them (ISO 7218); the interval is that of the Poisson scatter of the colonies alone (Garwood 1936). ' +
    'Plates with fewer count only where there is no other. ' +
    (dnaMicrograms === null ? '' : 'Efficiency: colony-forming units in the whole suspension over the DNA that went into it.');
  if (count.kind !== 'ok')
    return { main: null, values: [], insufficient: 'no plate was counted yet', method, flags, figures: [], simulated };
  const perMl = resultValue({
    name: 'cfu_per_ml',
    label: 'Colony-forming units',
    unit: '{CFU}/mL',
    value: count.perMl,
    ...boundsOf(count),
    beyond: count.beyond,
  });
  const efficiency =
    dnaMicrograms === null || suspensionMicrolitres === null ? null : efficiencyOf(count, suspensionMicrolitres / 1_000, dnaMicrograms);
  const each = counted.map(({ name, colonies }) =>
    resultValue({ name: 'colonies', label: 'Colonies on a plate', of: name, unit: '{count}', value: colonies }),
  );
  return {
    ...mainOf(efficiency ?? perMl, 'no plate was counted yet'),
    values: [...(efficiency ? [efficiency] : []), perMl, ...each],
    method: method.trim(),
    flags: [...flags, ...plateFlags(count, counted)],
    figures: [figureOf(count, counted)],
    simulated,
  };
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MOST;
}

/** Nobody counts more on one plate. */
const MOST = 100_000;

function plateOf({ colonies, platedMicrolitres, dilution }: Counted): ColonyPlate {
  return { colonies, platedMl: platedMicrolitres / 1_000, dilution };
}

function boundsOf({ interval }: Pick<ColonyCount, 'interval'>): Pick<ResultValue, 'low' | 'high' | 'confidence'> {
  return { low: interval.low, high: interval.high, confidence: CONFIDENCE };
}

function efficiencyOf(count: ColonyCount, suspensionMl: number, dnaMicrograms: number): ResultValue {
  const { perMicrogram, beyond, interval } = transformationEfficiency(count, { suspensionMl, dnaMicrograms });
  const label = 'Transformation efficiency';
  return resultValue({
    name: 'transformation_efficiency',
    label,
    unit: '{CFU}/ug',
    value: perMicrogram,
    ...boundsOf({ interval }),
    beyond,
  });
}

const WORDS = {
  counted: '',
  too_few: 'has fewer colonies than count',
  too_many: 'has more colonies than can be counted well',
  counted_though_too_few: 'has fewer colonies than should count, and counts because no plate has more',
} as const;

function plateFlags({ plates, agreement }: ColonyCount, counted: readonly Counted[]): readonly ResultFlag[] {
  const flags = plates.flatMap((flag, i): ResultFlag[] => {
    if (flag === 'counted') return [];
    const what = flag === 'counted_though_too_few' ? 'out_of_range' : 'excluded';
    return [{ well: null, sample: counted[i]?.name ?? null, what, why: WORDS[flag] }];
  });
  if (agreement === null || agreement >= DOUBTFUL) return flags;
  const why = `plates differ more than chance lets them (P = ${agreement.toPrecision(2)}): look at dilution and plating`;
  return [...flags, { well: null, sample: null, what: 'poor_fit', why }];
}

function figureOf(count: ColonyCount, counted: readonly Counted[]): Figure | null {
  const used = counted.map((plate, i) => ({ ...plate, flag: count.plates[i] }));
  const volumes = counted.map(({ platedMicrolitres, dilution }) => platedMicrolitres / dilution);
  const line = [Math.min(...volumes), Math.max(...volumes)].map((x) => ({ x, y: (count.perMl * x) / 1_000 }));
  return xyFigure({
    id: 'plates',
    title: 'Colonies over the suspension on each plate',
    x: { label: 'Undiluted suspension on the plate', unit: 'uL', scale: 'log' },
    y: { label: 'Colonies', unit: '{count}', scale: 'log' },
    series: [
      { name: 'as many as the result says', style: 'line', group: 'plates', points: count.beyond ? [] : line },
      {
        name: 'plates',
        style: 'points',
        group: 'plates',
        points: used.map(({ platedMicrolitres, dilution, colonies, flag }) => ({
          x: platedMicrolitres / dilution,
          y: colonies,
          ...(flag === 'counted' ? {} : { flagged: true as const }),
        })),
      },
    ],
  });
}
