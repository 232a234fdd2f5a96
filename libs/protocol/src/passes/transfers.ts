import type { Compilation } from '../compilation';
import { WASTE } from '../transfer-target';

/**
 * A transfer says where its liquid comes from, once, and names each well once. The source is asked of the document as written: what the schema refused there has its finding already,
 * and leaving it out must not make a second one.
 */
export function checkTransfers({ tree, report, written }: Compilation): void {
  const allowed = ['material', 'from'];
  for (const { step, path } of tree.nodes) {
    for (const [j, { wells, from, to, keeps }] of ((step.kind === 'operator' && step.transfers) || []).entries()) {
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
      else if (keeps !== undefined && from === undefined)
        report('E_SCHEMA', [...at, 'keeps'], 'only labware can be spun; a material has no pellet that stays', {
          suggestion: 'leave it out',
        });
      else if (to === WASTE && from === undefined)
        report(
          'E_SCHEMA',
          [...at, 'material'],
          'a material that goes from its bottle into the waste does nothing; only labware is emptied',
          {
            suggestion: 'write from: {labware: <labware>}',
          },
        );
      else if (to === WASTE && from?.well !== undefined)
        report('E_SCHEMA', [...at, 'from', 'well'], 'what goes into the waste comes out of each of "wells"; leave "well" out', {
          suggestion: 'name the wells to be emptied in "wells"',
        });
      else if (to !== WASTE && from && written([...at, 'from', 'well']) === undefined)
        report('E_SCHEMA', [...at, 'from', 'well'], `"well" is missing: out of which well of "${from.labware}"`, {
          suggestion: 'write well: A1, or to: waste',
        });
      for (const [i, well] of wells.entries())
        if (wells.indexOf(well) < i)
          report('E_SCHEMA', [...at, 'wells', i], `"${well}" is named twice; nobody can say whether it gets the volume once or twice`, {
            suggestion: 'leave it out, or make a second transfer of it',
          });
    }
  }
}
