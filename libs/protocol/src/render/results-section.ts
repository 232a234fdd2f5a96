import type { PlanLabware } from '../plan';
import type { AnalysisWell, PlanAnalysis } from '../plan-analysis';
import { code, plain, table } from './markdown';
import { numberWords, quantityWords, unitWords, volumeWords } from './quantity-words';
import { wellWords } from './well-words';

const MODELS = { linear: 'a straight line', quadratic: 'a parabola', four_parameter: 'a four-parameter curve' } as const;

/** One line for each analysis: what is computed once the run is over, of which readings and wells. */
export function resultLines(analyses: readonly PlanAnalysis[]): readonly string[] {
  return analyses.map((analysis) => {
    const title = analysis.title === undefined ? '' : `**${plain(analysis.title)}**, `;
    return `- ${title}${code(analysis.id)}: ${analysisWords(analysis)}.`;
  });
}

function analysisWords(analysis: PlanAnalysis): string {
  switch (analysis.kind) {
    case 'growth_rate':
      return (
        `growth rate and lag from ${code(analysis.reading)}${analysis.blank === undefined ? '' : ` less the blank ${code(analysis.blank)}`}` +
        of(analysis.wells) +
        (analysis.curvature === undefined
          ? ''
          : `, corrected for light that is scattered twice, curvature ${numberWords(analysis.curvature)} per AU`)
      );
    case 'standard_curve':
      return (
        `${MODELS[analysis.model]} of ${code(analysis.reading)} through the standards ${wells(analysis.standards)}` +
        (analysis.weights === undefined ? '' : `, weights ${analysis.weights}`) +
        (analysis.samples === undefined ? '' : `; concentrations of ${wells(analysis.samples)} are read from it, times their dilution`)
      );
    case 'dose_response':
      return `dose of half effect from ${code(analysis.reading)}${analysis.dividedBy === undefined ? '' : ` over ${code(analysis.dividedBy)}`}${of(analysis.wells)}`;
    case 'mic':
      return (
        `lowest dose without growth, by ${code(analysis.reading)}${of(analysis.wells)}; a well grows above ${numberWords((analysis.threshold ?? 0.1) * 100)} % of ` +
        `the growth control ${wells(analysis.growthControl)}${analysis.sterileControl === undefined ? '' : `, less the sterile control ${wells(analysis.sterileControl)}`}`
      );
    case 'colony_count':
      return `colony-forming units per mL${dnaWords(analysis)}, from ${analysis.plates.map(plateWords).join('; ')}`;
    case 'reporter':
      return `${code(analysis.fluorescence)} for each ${code(analysis.density)} over time${of(analysis.wells)}`;
    case 'dispensing':
      return `errors of the volumes in ${wells(analysis.wells)} by ${code(analysis.reading)}, against the reference ${wells(analysis.reference)}`;
    case 'linearity':
      return `how far ${code(analysis.reading)} is straight over the steps ${wells(analysis.standards)}`;
    case 'assay_quality':
      return `Z' of ${code(analysis.reading)}, positive control ${wells(analysis.positive)}, negative control ${wells(analysis.negative)}`;
    case 'plate_uniformity':
      return `effects of edge, rows and columns on ${code(analysis.reading)}${of(analysis.wells)}`;
    case 'yield':
      return `the number ${code(`${analysis.step}.${analysis.evidence}`)}${analysis.cultureMicrolitres === null ? '' : `, and for each litre of the ${volumeWords(analysis.cultureMicrolitres)} of culture`}`;
  }
}

type Colonies = Extract<PlanAnalysis, { kind: 'colony_count' }>;

function dnaWords({ dnaMicrograms, suspensionMicrolitres }: Colonies): string {
  if (dnaMicrograms === null || suspensionMicrolitres === null) return '';
  return ` and for each µg of DNA (${numberWords(dnaMicrograms)} µg in ${volumeWords(suspensionMicrolitres)})`;
}

function plateWords({ step, evidence, platedMicrolitres, dilution }: Colonies['plates'][number]): string {
  return `${code(`${step}.${evidence}`)}, ${volumeWords(platedMicrolitres)} diluted 1:${numberWords(dilution)}`;
}

function wells(list: readonly AnalysisWell[]): string {
  return wellWords(list.map(({ well }) => well));
}

function of(list: readonly AnalysisWell[]): string {
  return list.length === 0 ? '' : ` of ${wells(list)}`;
}

/** What is known of wells, as people see the plate from above: concentration, dose, volume or mass, and dilution. Nothing where nothing is. */
export function nominalLines({ id, layout = {} }: PlanLabware): readonly string[] {
  const known = Object.entries(layout).filter(([, { nominal, dilution = 1 }]) => nominal !== undefined || dilution !== 1);
  if (known.length === 0) return [];
  const units = [...new Set(known.flatMap(([, { nominal }]) => (nominal ? [nominal.unit] : [])))];
  // One unit stands above the table and not in each cell.
  const [unit] = units.length === 1 ? units : [];
  const amount = ({ nominal }: (typeof known)[number][1]): string =>
    nominal === undefined ? '' : unit === undefined ? quantityWords(nominal) : numberWords(nominal.value);
  const cells = new Map(
    known.map(([well, content]) => {
      const dilution = content.dilution === undefined || content.dilution === 1 ? '' : `1:${numberWords(content.dilution)}`;
      return [well, [amount(content), dilution].filter(Boolean).join(', ')];
    }),
  );
  const rows = [...new Set(known.map(([well]) => well.slice(0, 1)))].toSorted();
  const columns = [...new Set(known.map(([well]) => Number(well.slice(1))))].toSorted((a, b) => a - b);
  const words = unit === undefined ? '' : unitWords(unit);
  return [
    `Known in wells of **${plain(id)}**${words === '' ? '' : `, ${words}`}${known.some(([, { dilution = 1 }]) => dilution !== 1) ? '; 1:n is a dilution' : ''}:`,
    '',
    ...table(
      ['', ...columns.map(String)],
      rows.map((row) => [`**${row}**`, ...columns.map((column) => cells.get(`${row}${column}`) ?? '')]),
    ),
  ];
}
