import { fromCanonical, toCanonical, type Quantity } from '@labwright/domain';
import { needsOf, SELECTIONS, type Selection } from '../analysis-needs';
import type { Analysis } from '../analysis.schema';
import { analysisWells, selectedWells, type AnalysedReading } from '../analysed-reading';
import type { Compilation } from '../compilation';
import { evidenceIds } from '../evidence-ids';
import type { Quantities } from '../passes/quantities';
import type { PlanAnalysis } from '../plan-analysis';
import { byRow } from '../saved-readings';
import type { SaveInput } from '../simple-step.schema';

/** The analyses of a protocol that is sound, with wells by name and quantities in one unit. */
export function analysesOf(
  compilation: Compilation,
  quantities: Quantities,
  readings: ReadonlyMap<string, AnalysedReading>,
): readonly PlanAnalysis[] {
  return (compilation.protocol.analyses ?? []).map((analysis) => {
    if (analysis.kind === 'colony_count') return colonyCount(analysis);
    if (analysis.kind === 'yield') return yieldOf(compilation, analysis);
    return ofPlate(compilation, quantities, readings, analysis);
  });
}

type Of<K extends Analysis['kind']> = Extract<Analysis, { kind: K }>;

function colonyCount({ plates, suspension, dna, ...rest }: Of<'colony_count'>): PlanAnalysis {
  return {
    ...rest,
    plates: plates.map(({ evidence, plated, dilution = 1 }) => ({
      ...numberOf(evidence),
      platedMicrolitres: toCanonical('volume', plated),
      dilution,
    })),
    suspensionMicrolitres: suspension ? toCanonical('volume', suspension) : null,
    dnaMicrograms: dna ? fromCanonical('mass', toCanonical('mass', dna), 'ug') : null,
  };
}

function yieldOf({ tree }: Compilation, { evidence, culture, ...rest }: Of<'yield'>): PlanAnalysis {
  const named = numberOf(evidence);
  const asked = tree.nodes.find(({ step }) => step.id === named.step)?.step;
  const items = (asked?.kind === 'operator' && asked.evidence) || [];
  const item = items[evidenceIds(items).indexOf(named.evidence)];
  return {
    ...rest,
    ...named,
    unit: item?.kind === 'number' ? item.unit : '',
    cultureMicrolitres: culture ? toCanonical('volume', culture) : null,
  };
}

/** `<step>.<id>` in its parts; neither has a dot. */
function numberOf(name: string): { readonly step: string; readonly evidence: string } {
  const [step = '', evidence = ''] = name.split('.');
  return { step, evidence };
}

function ofPlate(
  compilation: Compilation,
  quantities: Quantities,
  readings: ReadonlyMap<string, AnalysedReading>,
  analysis: Exclude<Analysis, { kind: 'colony_count' | 'yield' }>,
): PlanAnalysis {
  const [field = ''] = Object.keys(needsOf(analysis).readings);
  const given = analysis as unknown as Readonly<Record<string, unknown>>;
  const reading = readings.get(String(given[field]));
  const labware = reading?.labware[0];
  const index = compilation.protocol.labware?.findIndex((each) => each === labware) ?? -1;
  const written = (well: string): Quantity | undefined => labware?.layout?.[well]?.nominal;
  const names = SELECTIONS.flatMap((name): readonly (readonly [Selection, readonly string[]])[] => {
    const selection = given[name] as NonNullable<SaveInput['wells']> | undefined;
    if (selection) return labware ? [[name, selectedWells(selection, labware)]] : [];
    // Where the protocol names none, all that are read are meant.
    return name === 'wells' && (analysis.kind === 'growth_rate' || analysis.kind === 'reporter')
      ? [[name, [...(reading?.wells ?? [])].toSorted(byRow)]]
      : [];
  });
  // In the unit of the first that has one: what people wrote is what they want to read.
  const unit = names.flatMap(([, wells]) => wells.flatMap((well) => written(well)?.unit ?? []))[0] ?? null;
  const nominalOf = (well: string): number | null => {
    const known = quantities.at(['labware', index, 'layout', well, 'nominal']);
    if (!known || unit === null) return null;
    const own = written(well);
    return own?.unit === unit ? own.value : fromCanonical(known.kind, known.value, unit);
  };
  const wells = names.map(([name, list]) => [name, labware ? analysisWells(labware, list, nominalOf) : []] as const);
  const fixed = analysis.kind === 'growth_rate' && analysis.curvature ? { curvature: analysis.curvature.value } : {};
  return {
    ...analysis,
    ...fixed,
    ...Object.fromEntries(wells),
    labware: labware?.id ?? null,
    nominalUnit: unit,
  } as unknown as PlanAnalysis;
}
