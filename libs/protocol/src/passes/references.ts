import type { Compilation } from '../compilation';
import { isRecord, pointerOf, valueAt, type DocumentPath } from '../pointer';
import { didYouMean } from '../suggestion';
import { quantitiesIn } from './quantities';
import { WASTE } from '../transfer-target';
import { windowAfter } from './windows';

/** Findings that get a suggestion; the search for one takes time in the number of names. */
const MAX_SUGGESTIONS = 20;

/** Names of the document by what they name, also of entries that could not be read otherwise: one fault must not look like two. */
function namesIn(document: unknown, list: string): readonly string[] {
  const entries = valueAt(document, [list]);
  const ids = Array.isArray(entries) ? entries.map((entry: unknown) => (isRecord(entry) ? entry['id'] : undefined)) : [];
  return ids.filter((id) => typeof id === 'string');
}

/** Ids of all steps of a document, however faulty, in lists of steps at any depth. */
function stepNames(list: unknown): readonly string[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isRecord).flatMap((step) => {
    const cases: unknown = step['cases'];
    const lists = [step['body'], ...(Array.isArray(cases) ? cases.map((each: unknown) => valueAt(each, ['steps'])) : [])];
    const own = typeof step['id'] === 'string' ? [step['id']] : [];
    return [...own, ...[...lists, valueAt(step, ['else', 'steps'])].flatMap((each) => stepNames(each))];
  });
}

/**
 * Every name that is used is there, and each is given once. Answers whether order and places of labware can be worked out: false after an
 * unknown step or labware, because everything after it would look wrong too.
 */
export function checkReferences(compilation: Compilation, document: unknown): boolean {
  const { protocol, report, tree } = compilation;
  let whole = true;
  let suggestions = 0;
  const known = {
    step: stepNames(valueAt(document, ['steps'])),
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
  const once = (entries: readonly (readonly [id: string, path: DocumentPath])[], kind: string) => {
    const first = new Map<string, DocumentPath>();
    for (const [id, path] of entries) {
      const before = first.get(id);
      if (before === undefined) first.set(id, path);
      else {
        report('E_REF', [...path, 'id'], `the id "${id}" is taken by ${pointerOf(before)}; each ${kind} has its own`);
        whole = false;
      }
    }
  };
  for (const [list, kind] of [
    ['parameters', 'parameter'],
    ['materials', 'material'],
    ['labware', 'labware'],
    ['analyses', 'analysis'],
  ] as const) {
    once(
      (protocol[list] ?? []).map(({ id }, i) => [id, [list, i]] as const),
      kind,
    );
  }
  once(
    tree.nodes.map(({ step, path }) => [step.id, path] as const),
    'step',
  );
  const bodyOf = new Map(tree.nodes.map(({ step, body }) => [step.id, body]));
  for (const { step, path: place, body } of tree.nodes) {
    const at = (...path: DocumentPath) => [...place, ...path];
    const referSibling = (id: string, path: DocumentPath) => {
      refer('step', id, path);
      if (!bodyOf.has(id) || bodyOf.get(id) === body) return;
      report('E_REF', path, `"${id}" is in another list of steps; a step waits only for steps of its own list`, {
        allowed: tree
          .body(body)
          .nodes.slice(0, 50)
          .map((index) => tree.node(index).step.id),
      });
      whole = false;
    };
    for (const [j, id] of (step.after ?? []).entries()) referSibling(id, at('after', j));
    if (step.startsOnEndOf !== undefined) referSibling(step.startsOnEndOf, at('startsOnEndOf'));
    for (const [j, { after }] of (step.timing ?? []).entries()) refer('step', windowAfter(after).step, at('timing', j, 'after'));
    for (const [path, value] of quantitiesIn(step)) if ('param' in value) refer('parameter', value.param, at(...path, 'param'));
    if (step.kind === 'operation' && step.labware !== undefined) refer('labware', step.labware, at('labware'));
    if (step.kind === 'consult')
      for (const [j, { param }] of (step.adjust ?? []).entries()) refer('parameter', param, at('adjust', j, 'param'));
    if (step.kind !== 'operator') continue;
    for (const [j, move] of (step.moves ?? []).entries()) refer('labware', move.labware, at('moves', j, 'labware'));
    for (const [j, cover] of (step.covers ?? []).entries()) refer('labware', cover.labware, at('covers', j, 'labware'));
    for (const [j, item] of (step.evidence ?? []).entries())
      if (item.kind === 'number' && item.of !== undefined) refer('labware', item.of, at('evidence', j, 'of'));
      else if (item.kind === 'barcode' || item.kind === 'lot')
        refer(item.kind === 'lot' ? 'material' : 'labware', item.of, at('evidence', j, 'of'));
    for (const [j, transfer] of (step.transfers ?? []).entries()) {
      if (transfer.material !== undefined) refer('material', transfer.material, at('transfers', j, 'material'));
      if (transfer.from) refer('labware', transfer.from.labware, at('transfers', j, 'from', 'labware'));
      if (transfer.to !== WASTE) refer('labware', transfer.to, at('transfers', j, 'to'));
    }
  }
  return whole;
}
