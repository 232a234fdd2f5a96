import type { Compilation } from '../compilation';
import type { RunningOrder } from '../running-order';
import type { EvidenceInput, OperatorStep } from '../simple-step.schema';
import type { StepNode } from '../step-tree';

/**
 * What an operator is asked to bring can be told apart, whoever handles a hazard is told what to wear, and a lot that matters is named before
 * its material is used.
 */
export function checkEvidence(compilation: Compilation, order: RunningOrder): void {
  const { protocol, tree, report } = compilation;
  const hazards = new Map((protocol.materials ?? []).map(({ id, hazards: own = [] }) => [id, own]));
  const required = new Set((protocol.materials ?? []).flatMap(({ id, lot }) => (lot === 'required' ? [id] : [])));
  const asked = lotsAsked(tree.nodes);
  for (const node of tree.nodes) {
    const { step, path, index } = node;
    if (step.kind !== 'operator') continue;
    checkDuplicates(compilation, step, node);
    const told = new Set<string>();
    let assumed = false;
    for (const [j, { material }] of (step.transfers ?? []).entries()) {
      if (material === undefined || told.has(material)) continue;
      told.add(material);
      const at = [...path, 'transfers', j, 'material'];
      const [hazard] = hazards.get(material) ?? [];
      if (hazard !== undefined && !step.ppe?.length)
        report('E_CHECK', at, `"${material}" is hazardous (${hazard}), and "${step.id}" does not say what to wear`, {
          suggestion: 'add ppe to the step, such as [gloves, lab coat, eye protection]',
        });
      const by = asked.get(material) ?? [];
      if (by.some((other) => other === index || order.surelyPrecedes(other, index))) continue;
      if (required.has(material))
        report(
          'E_CHECK',
          at,
          `the lot of "${material}" has to be named before it is used, and no step before "${step.id}" surely asks for it`,
          {
            suggestion: `add {kind: lot, of: ${material}} to the evidence of "${step.id}"`,
          },
        );
      else if (by.length > 0 && !assumed) {
        assumed = true;
        const names = by.map((other) => `"${tree.node(other).step.id}"`).join(', ');
        report(
          'W_ASSUMPTION',
          at,
          `the lot of "${material}" is asked for in ${names}, and "${step.id}" may use it before; it is taken to be the same`,
          {
            suggestion: `add {kind: lot, of: ${material}} to the evidence of "${step.id}"`,
          },
        );
      }
    }
  }
}

/** Material -> the steps that ask for its lot. */
function lotsAsked(nodes: readonly StepNode[]): ReadonlyMap<string, readonly number[]> {
  const asked = new Map<string, number[]>();
  for (const { step, index } of nodes)
    for (const item of (step.kind === 'operator' && step.evidence) || []) {
      if (item.kind !== 'lot') continue;
      const known = asked.get(item.of);
      if (known) known.push(index);
      else asked.set(item.of, [index]);
    }
  return asked;
}

/** Two pieces of evidence that read the same are brought once and counted twice. */
function checkDuplicates({ report }: Compilation, step: OperatorStep, { path }: StepNode): void {
  const words = (item: EvidenceInput) => JSON.stringify(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const seen = new Set<string>();
  const ids = new Set<string>();
  for (const [j, item] of (step.evidence ?? []).entries()) {
    if (seen.has(words(item)))
      report('E_CHECK', [...path, 'evidence', j], `"${step.id}" asks for the same ${item.kind} twice, and nothing tells the two apart`, {
        suggestion: item.kind === 'photo' ? 'say in "expect" what each shows' : 'give each a prompt of its own, or leave one out',
      });
    seen.add(words(item));
    if (item.kind !== 'number' || item.id === undefined) continue;
    if (ids.has(item.id))
      report('E_REF', [...path, 'evidence', j, 'id'], `"${step.id}" has the id "${item.id}" for two numbers; each has its own`);
    ids.add(item.id);
  }
}
