import type { Diagnostic, PlanStep } from '@labwright/protocol';
import { isLevelTwo, unsafe, type SafetyCase } from './safety-rule';
import { placesOf } from './step-places';

/** Verbs that move liquid fast enough to throw droplets. */
const SHAKING: readonly string[] = ['ensureShaking'];

/**
 * Work of level 2: what is shaken is covered, so that no aerosol leaves it, and whoever handles labware or liquid is told what to wear.
 * Covers at the end of a round are those at its beginning, and all cases of a decision end alike, so one walk through the plan is enough.
 */
export function checkContainedWork({ protocol, plan }: SafetyCase): readonly Diagnostic[] {
  if (!isLevelTwo(protocol)) return [];
  const covers = new Map((protocol.labware ?? []).map(({ id, cover = 'none' }) => [id, cover === 'none' ? null : cover]));
  const places = placesOf(protocol.steps);
  const found: Diagnostic[] = [];
  const walk = (steps: readonly PlanStep[]): void => {
    for (const step of steps) {
      const path = places.get(step.authored) ?? '/steps';
      switch (step.kind) {
        case 'operation':
          if (step.labware !== null && step.establish.some(({ verb }) => SHAKING.includes(verb)) && covers.get(step.labware) === null)
            found.push(
              unsafe(
                `${path}/labware`,
                `"${step.authored}" shakes "${step.labware}" uncovered; at biosafety level 2 what is shaken is covered`,
                `put a cover on "${step.labware}" before, in the covers of an operator step`,
              ),
            );
          break;
        case 'operator':
          if (!step.ppe?.length && (step.transfers?.length || step.moves.length > 0))
            found.push(
              unsafe(
                path,
                `"${step.authored}" has labware or liquid handled and names no protective equipment; at biosafety level 2 it does`,
                'add ppe, such as [gloves, lab coat, eye protection]',
              ),
            );
          for (const { labware, cover } of step.covers ?? []) covers.set(labware, cover);
          break;
        case 'repeat':
          walk(step.body);
          break;
        case 'decision': {
          const before = new Map(covers);
          for (const body of [...step.cases.map((each) => each.body), step.else]) {
            for (const [labware, cover] of before) covers.set(labware, cover);
            walk(body);
          }
          break;
        }
        case 'wait':
        case 'consult':
          break;
      }
    }
  };
  walk(plan.steps);
  return found;
}
