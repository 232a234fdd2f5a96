import { kindsWithUnit } from '@labwright/domain';
import { hasWell, wellRange } from '@labwright/labware';
import { evidenceOf, needsOf, SELECTIONS, type AnalysisNeeds, type Selection } from '../analysis-needs';
import type { Analysis } from '../analysis.schema';
import { selectedWells, type AnalysedReading } from '../analysed-reading';
import type { Compilation } from '../compilation';
import { evidenceIds } from '../evidence-ids';
import type { DocumentPath } from '../pointer';
import type { SaveInput } from '../simple-step.schema';
import { didYouMean, wellMeant } from '../suggestion';
import { checkBlank } from './blank-readings';
import type { Quantities } from './quantities';

/** Most wells that a finding names. */
const NAMED = 8;

type Selected = readonly (readonly [Selection, readonly string[]])[];

/**
 * What is to be computed can be computed: every reading and number is one that the protocol brings, of the wells named, with the known values
 * that the method needs.
 */
export function checkAnalyses(compilation: Compilation, quantities: Quantities, readings: ReadonlyMap<string, AnalysedReading>): void {
  const numbers = numbersOf(compilation);
  for (const [i, analysis] of (compilation.protocol.analyses ?? []).entries()) {
    const at = ['analyses', i];
    const needs = needsOf(analysis);
    for (const [path, name] of evidenceOf(analysis)) checkNumber(compilation, numbers, name, [...at, ...path], analysis);
    if (analysis.kind === 'colony_count' && analysis.dna && !analysis.suspension)
      compilation.report('E_SCHEMA', [...at, 'dna'], 'how many colonies a mass of DNA makes needs the volume of the whole suspension', {
        suggestion: 'add "suspension", such as {value: 1, unit: mL}',
      });
    const first = checkReadings(compilation, readings, analysis, needs, at);
    checkBlank(compilation, readings, analysis, at);
    if (first) checkWells(compilation, quantities, first, analysis, needs, at);
  }
}

/** `<step>.<id>` of every number that some step asks for, with its unit. */
function numbersOf({ tree }: Compilation): ReadonlyMap<string, string> {
  return new Map(
    tree.nodes.flatMap(({ step }) => {
      const items = (step.kind === 'operator' && step.evidence) || [];
      const ids = evidenceIds(items);
      return items.flatMap((item, j) => (item.kind === 'number' ? [[`${step.id}.${ids[j]}`, item.unit] as const] : []));
    }),
  );
}

function checkNumber(
  { report }: Compilation,
  numbers: ReadonlyMap<string, string>,
  name: string,
  path: DocumentPath,
  { kind }: Analysis,
): void {
  const unit = numbers.get(name);
  const allowed = [...numbers.keys()];
  if (unit === undefined)
    report('E_REF', path, `no step asks for the number "${name}"${allowed.length > 0 ? '' : '; no step asks for any'}`, {
      allowed,
      ...didYouMean(name, allowed),
    });
  else if (kind === 'colony_count' && !kindsWithUnit(unit).includes('count'))
    report('E_UNIT', path, `"${name}" is in ${unit}, and colonies are counted`, {
      suggestion: 'ask for it with unit: "{count}"',
    });
}

/** Answers with the reading that says which wells are meant, when it is clear. */
function checkReadings(
  { report }: Compilation,
  readings: ReadonlyMap<string, AnalysedReading>,
  analysis: Analysis,
  needs: AnalysisNeeds,
  at: DocumentPath,
): AnalysedReading | undefined {
  const found: AnalysedReading[] = [];
  for (const [field, kinds] of Object.entries(needs.readings)) {
    const name = (analysis as unknown as Readonly<Record<string, string | undefined>>)[field];
    if (name === undefined) continue;
    const reading = readings.get(name);
    const allowed = [...readings].filter(([, each]) => kinds.length === 0 || kinds.includes(each.kind)).map(([each]) => each);
    if (!reading) {
      report('E_REF', [...at, field], `no step saves a reading "${name}"`, { allowed, ...didYouMean(name, allowed) });
      continue;
    }
    found.push(reading);
    if (kinds.length > 0 && !kinds.includes(reading.kind))
      report(
        'E_CHECK',
        [...at, field],
        `"${name}" is ${article(reading.kind)}; "${analysis.id}" wants ${kinds.map(article).join(' or ')}`,
        { allowed },
      );
    if (needs.series && field !== 'blank' && !reading.series)
      report('E_CHECK', [...at, field], `"${name}" is saved once, and "${analysis.id}" is about how it changes`, {
        suggestion: 'save it in a repeat',
      });
    if (reading.labware.length > 1)
      report(
        'E_CHECK',
        [...at, field],
        `"${name}" is read of ${reading.labware.map(({ id }) => `"${id}"`).join(' and ')}; nobody can say whose wells are meant`,
        {
          suggestion: 'save it under a name for each',
        },
      );
  }
  const [first] = found;
  return first && found.every((each) => each.labware.length <= 1) ? first : undefined;
}

function checkWells(
  compilation: Compilation,
  quantities: Quantities,
  reading: AnalysedReading,
  analysis: Analysis,
  needs: AnalysisNeeds,
  at: DocumentPath,
): void {
  const { report, standsIn } = compilation;
  const [labware] = reading.labware;
  const type = labware && compilation.types.get(labware.type);
  const given = SELECTIONS.flatMap((field) => {
    const selection = selectionIn(analysis, field);
    return selection ? [[field, selection] as const] : [];
  });
  if (!labware || !type) return;
  if (reading.wells.size === 0) {
    for (const [field] of given) report('E_SCHEMA', [...at, field], 'the reading is not one of wells; leave this out');
    return;
  }
  const selected: [Selection, readonly string[]][] = [];
  for (const [field, selection] of given) {
    if (standsIn([...at, field]) || standsIn([...at, field, 'role'])) continue;
    const names = selectedWells(selection, labware);
    if ('role' in selection && names.length === 0) {
      const roles = [...new Set(Object.values(labware.layout ?? {}).map(({ role }) => role))];
      report('E_LABWARE', [...at, field, 'role'], `the layout of "${labware.id}" has no well with the role "${selection.role}"`, {
        allowed: roles,
        ...didYouMean(selection.role, roles),
      });
    }
    const strange = names.find((well) => !hasWell(type, well));
    if (strange !== undefined)
      report('E_LABWARE', [...at, field], `a ${type.id} has no well "${strange}"`, {
        allowed: [wellRange(type)],
        ...wellMeant(type, strange),
      });
    const unread = names.filter((well) => hasWell(type, well) && !reading.wells.has(well));
    if (unread.length > 0)
      report('E_CHECK', [...at, field], `no step saves the reading of ${listed(unread)} of "${labware.id}"`, {
        suggestion: 'add them to the "wells" of the step that reads the plate',
      });
    selected.push([field, names]);
  }
  checkNominals(compilation, quantities, selected, labware, analysis, needs, at);
}

function checkNominals(
  { report, protocol }: Compilation,
  quantities: Quantities,
  selected: Selected,
  labware: NonNullable<Compilation['protocol']['labware']>[number],
  analysis: Analysis,
  { nominal, nominalKinds, levels }: AnalysisNeeds,
  at: DocumentPath,
): void {
  const place = (well: string): DocumentPath => ['labware', protocol.labware?.indexOf(labware) ?? 0, 'layout', well, 'nominal'];
  let kind: string | undefined;
  for (const [field, names] of selected) {
    if (!nominal.includes(field)) continue;
    const without = names.filter((well) => labware.layout?.[well]?.nominal === undefined);
    if (without.length > 0)
      report('E_CHECK', [...at, field], `the layout of "${labware.id}" does not say what is known of ${listed(without)}`, {
        suggestion: 'give each well a "nominal", such as {value: 0.5, unit: mg/mL}',
      });
    const known = names.flatMap((well) => quantities.at(place(well)) ?? []);
    for (const each of known) {
      kind ??= each.kind;
      if (each.kind !== kind || (nominalKinds.length > 0 && !nominalKinds.includes(each.kind))) {
        const wanted = each.kind === kind ? nominalKinds.map(words).join(' or ') : words(kind);
        report('E_UNIT', [...at, field], `the nominals of "${analysis.id}" are each a ${wanted}; one is a ${words(each.kind)}`);
        return;
      }
    }
    const different = new Set(known.map(({ value }) => value)).size;
    if (without.length === 0 && known.length === names.length && names.length > 0 && different < levels)
      report('E_CHECK', [...at, field], `"${analysis.id}" needs ${levels} different nominals or more, and there are ${different}`);
  }
}

function selectionIn(analysis: Analysis, field: Selection): NonNullable<SaveInput['wells']> | undefined {
  return (analysis as unknown as Readonly<Record<string, NonNullable<SaveInput['wells']> | undefined>>)[field];
}

const words = (kind: string): string => kind.replaceAll('_', ' ');
const article = (kind: string): string => `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${words(kind)}`;

function listed(wells: readonly string[]): string {
  return `${wells.slice(0, NAMED).join(', ')}${wells.length > NAMED ? ` and ${wells.length - NAMED} more` : ''}`;
}
