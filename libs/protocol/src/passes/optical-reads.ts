import { typeOfLabware, type Compilation } from '../compilation';
import { PLATE_READS } from '../saved-readings';
import { NO_COVER } from './catalogue';

/** A reader sees the wells: through the bottom or the open top, and nothing opaque lies on them. `covers`: operation -> cover at that time. */
export function checkOpticalReads(compilation: Compilation, covers: ReadonlyMap<number, string>): void {
  const { tree, report, standsIn } = compilation;
  for (const { step, path, index } of tree.nodes) {
    if (step.kind !== 'operation' || step.labware === undefined || standsIn([...path, 'capability'])) continue;
    if (!PLATE_READS.includes(step.capability)) continue;
    const type = typeOfLabware(compilation, step.labware);
    if (!type) continue;
    const at = [...path, 'labware'];
    // Light that the sample gives off is read from above; the other two go through the bottom.
    if (!type.opticalBottom && step.capability !== 'luminescence') {
      const allowed = [...compilation.types.values()].filter((each) => each.opticalBottom).map(({ id }) => id);
      report('E_LABWARE', at, `"${step.labware}" is a ${type.id}, and ${step.capability} is not read through its bottom`, { allowed });
    }
    const id = covers.get(index) ?? NO_COVER;
    const cover = type.covers.find((each) => each.id === id);
    if (cover && !cover.clear) {
      const clear = type.covers.filter((each) => each.clear).map((each) => each.id);
      report('E_LABWARE', at, `"${step.labware}" is under a ${id}, through which nothing can be read`, {
        allowed: [NO_COVER, ...clear],
        suggestion: `take it off in an operator step before: covers: [{labware: ${step.labware}, cover: ${NO_COVER}}]`,
      });
    }
  }
}
