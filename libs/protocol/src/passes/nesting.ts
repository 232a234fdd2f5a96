import type { Compilation } from '../compilation';
import { MAX_STEP_DEPTH } from '../step.schema';

/** Steps nest only so deep. Answers whether they do. */
export function checkNesting({ tree, report }: Compilation): boolean {
  const first = tree.nodes.find(({ depth }) => depth > MAX_STEP_DEPTH);
  if (first)
    report('E_SCHEMA', first.path, `"${first.step.id}" is nested ${first.depth} steps deep; at most ${MAX_STEP_DEPTH} are allowed`, {
      suggestion: 'put the inner steps into the list around them',
    });
  return first === undefined;
}
