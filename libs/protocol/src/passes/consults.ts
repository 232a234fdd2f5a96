import { toCanonical } from '@labwright/domain';
import type { Compilation } from '../compilation';
import { quantitiesIn } from './quantities';

/**
 * A consult adjusts parameters only inside their bounds, and only such as conditions name: what an instrument is told is fixed in the plan,
 * and an adjustment that changed nothing would be a trap.
 */
export function checkConsults({ protocol, tree, report }: Compilation): void {
  const parameters = new Map((protocol.parameters ?? []).map((parameter) => [parameter.id, parameter]));
  const fixedBy = new Map<string, string>();
  for (const { step } of tree.nodes)
    for (const [, value] of quantitiesIn(step)) if ('param' in value && !fixedBy.has(value.param)) fixedBy.set(value.param, step.id);
  for (const { step, path } of tree.nodes) {
    for (const [i, { param, min, max }] of ((step.kind === 'consult' && step.adjust) || []).entries()) {
      const at = [...path, 'adjust', i];
      const parameter = parameters.get(param);
      if (!parameter) continue;
      const { unit } = parameter.default;
      const allowed = [`${parameter.min ?? 'any'} to ${parameter.max ?? 'any'} ${unit}`];
      const user = fixedBy.get(param);
      if (min > max) report('E_PARAMETER', at, `"${param}" cannot be between ${min} and ${max} ${unit}`);
      else if (min < (parameter.min ?? -Infinity) || max > (parameter.max ?? Infinity))
        report('E_PARAMETER', at, `${min} to ${max} ${unit} goes beyond the bounds of "${param}", ${allowed[0]}`, { allowed });
      if (user !== undefined)
        report(
          'E_PARAMETER',
          [...at, 'param'],
          `"${param}" is fixed in the plan by "${user}"; only what conditions name can be adjusted in a run`,
        );
    }
  }
}

/** A bound of an adjustment, which is in the unit of the parameter's default, in the canonical unit. */
export function adjustBound({ protocol }: Compilation, param: string, bound: number): number {
  const parameter = protocol.parameters?.find((each) => each.id === param);
  return parameter ? toCanonical(parameter.quantity, { value: bound, unit: parameter.default.unit }) : bound;
}
