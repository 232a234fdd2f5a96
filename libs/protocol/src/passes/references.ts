import { hasWell, wellRange, type LabwareType } from '@labwright/labware';
import type { Compilation } from '../compilation';
import { isRecord, valueAt, type DocumentPath } from '../pointer';
import { didYouMean } from '../suggestion';

/** Findings that get a suggestion; the search for one takes time in the number of names. */
const MAX_SUGGESTIONS = 20;

/** Names of the document by what they name, also of entries that could not be read otherwise: one fault must not look like two. */
function namesIn(document: unknown, list: string): readonly string[] {
  const entries = valueAt(document, [list]);
  const ids = Array.isArray(entries) ? entries.map((entry: unknown) => (isRecord(entry) ? entry['id'] : undefined)) : [];
  return ids.filter((id) => typeof id === 'string');
}

/**
 * Every name that is used is there, and each is given once. Answers whether order and places of labware can be worked out: false after an
 * unknown step or labware, because everything after it would look wrong too.
 */
export function checkReferences(compilation: Compilation, document: unknown): boolean {
  const { protocol, report } = compilation;
  let whole = true;
  let suggestions = 0;
  const known = {
    step: namesIn(document, 'steps'),
    labware: namesIn(document, 'labware'),
    material: namesIn(document, 'materials'),
    parameter: namesIn(document, 'parameters'),
  };
  const sets = {
    step: new Set(known.step),
    labware: new Set(known.labware),
    material: new Set(known.material),
    parameter: new Set(known.parameter),
  };
  const refer = (kind: keyof typeof known, name: string, path: DocumentPath) => {
    if (sets[kind].has(name)) return;
    const allowed = known[kind].slice(0, 50);
    suggestions += 1;
    const suggestion = suggestions <= MAX_SUGGESTIONS ? didYouMean(name, known[kind]) : {};
    report('E_REF', path, `there is no ${kind} "${name}" in this protocol`, { allowed, ...suggestion });
    if (kind === 'step' || kind === 'labware') whole = false;
  };
  for (const [list, kind] of [
    ['parameters', 'parameter'],
    ['materials', 'material'],
    ['labware', 'labware'],
    ['steps', 'step'],
  ] as const) {
    const first = new Map<string, number>();
    for (const [i, { id }] of (protocol[list] ?? []).entries()) {
      const before = first.get(id);
      if (before === undefined) first.set(id, i);
      else {
        report('E_REF', [list, i, 'id'], `the id "${id}" is taken by /${list}/${before}; each ${kind} has its own`);
        whole = false;
      }
    }
  }
  for (const [i, step] of protocol.steps.entries()) {
    const at = (...path: DocumentPath) => ['steps', i, ...path];
    for (const [j, id] of (step.after ?? []).entries()) refer('step', id, at('after', j));
    if (step.duration && 'param' in step.duration) refer('parameter', step.duration.param, at('duration', 'param'));
    if (step.kind === 'operation') {
      if (step.labware !== undefined) refer('labware', step.labware, at('labware'));
      for (const [name, value] of Object.entries(step.with ?? {}))
        if ('param' in value) refer('parameter', value.param, at('with', name, 'param'));
    }
    if (step.kind !== 'operator') continue;
    for (const [j, move] of (step.moves ?? []).entries()) refer('labware', move.labware, at('moves', j, 'labware'));
    for (const [j, item] of (step.evidence ?? []).entries())
      if (item.kind === 'barcode') refer('labware', item.of, at('evidence', j, 'of'));
    for (const [j, transfer] of (step.transfers ?? []).entries()) {
      refer('material', transfer.material, at('transfers', j, 'material'));
      refer('labware', transfer.to, at('transfers', j, 'to'));
    }
  }
  return whole;
}

/** Labware types, covers and wells are ones of the catalogue. Answers whether every type is known. */
export function checkCatalogue(compilation: Compilation): boolean {
  const { protocol, report, types } = compilation;
  let whole = true;
  const typeOf = new Map<string, LabwareType>();
  const wells = (type: LabwareType, names: readonly string[], path: (index: number) => DocumentPath) => {
    for (const [i, well] of names.entries()) {
      if (!hasWell(type, well)) report('E_LABWARE', path(i), `a ${type.id} has no well "${well}"`, { allowed: [wellRange(type)] });
    }
  };
  for (const [i, labware] of (protocol.labware ?? []).entries()) {
    const type = types.get(labware.type);
    if (!type) {
      const allowed = [...types.keys()];
      report('E_LABWARE', ['labware', i, 'type'], `the catalogue has no labware type "${labware.type}"`, {
        allowed,
        ...didYouMean(labware.type, allowed),
      });
      whole = false;
      continue;
    }
    typeOf.set(labware.id, type);
    const covers = type.covers.map((cover) => cover.id);
    if (labware.cover !== undefined && !covers.includes(labware.cover)) {
      report('E_LABWARE', ['labware', i, 'cover'], `a ${type.id} takes no cover "${labware.cover}"`, {
        allowed: covers,
        ...didYouMean(labware.cover, covers),
      });
    }
    const laid = Object.keys(labware.layout ?? {});
    wells(type, laid, (index) => ['labware', i, 'layout', laid[index] ?? '']);
  }
  for (const [i, step] of protocol.steps.entries()) {
    for (const [j, transfer] of ((step.kind === 'operator' && step.transfers) || []).entries()) {
      const type = typeOf.get(transfer.to);
      if (type) wells(type, transfer.wells, (index) => ['steps', i, 'transfers', j, 'wells', index]);
    }
  }
  return whole;
}
