import type { Compilation } from '../compilation';

/**
 * A transfer says where its liquid comes from, once, and names each well once. The source is asked of the document as written: what the schema refused there has its finding already,
 * and leaving it out must not make a second one.
 */
export function checkTransfers({ tree, report, written }: Compilation): void {
  const allowed = ['material', 'from'];
  for (const { step, path } of tree.nodes) {
    for (const [j, { wells }] of ((step.kind === 'operator' && step.transfers) || []).entries()) {
      const at = [...path, 'transfers', j];
      const given = allowed.filter((name) => written([...at, name]) !== undefined);
      if (given.length === 0)
        report('E_SCHEMA', at, 'a transfer says what is transferred: a material, or from which well of which labware', {
          allowed,
          suggestion: 'write material: <material>, or from: {labware: <labware>, well: A1}',
        });
      else if (given.length > 1)
        report('E_SCHEMA', [...at, 'from'], 'a transfer comes from a material or from labware, not from both', {
          allowed,
          suggestion: 'leave one out, or make two transfers of it',
        });
      for (const [i, well] of wells.entries())
        if (wells.indexOf(well) < i)
          report('E_SCHEMA', [...at, 'wells', i], `"${well}" is named twice; nobody can say whether it gets the volume once or twice`, {
            suggestion: 'leave it out, or make a second transfer of it',
          });
    }
  }
}
