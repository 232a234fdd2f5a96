import { capabilityOf, nestPlace, verbCall, type VerbCall } from '@labwright/domain';
import type { PlacedStay } from '../passes/nests';
import type { Quantities } from '../passes/quantities';
import type { PlanOperation } from '../plan';
import type { OperationStep } from '../step.schema';
import { operationTitle } from '../step-title';
import { expectedMsOf } from './access';

/** An operation of the protocol as verbs of the instrument on which its labware stays, in canonical units. */
export function lowerOperation(
  step: OperationStep,
  index: number,
  stay: PlacedStay,
  quantities: Quantities,
  after: readonly string[],
): PlanOperation {
  const path = ['steps', index];
  const { instrument, nest } = stay;
  const manifest = capabilityOf(instrument.manifest, step.capability);
  const establish = (manifest?.establish ?? []).map(({ verb, from }): VerbCall => {
    const parameters: Record<string, number> = {};
    const tolerances: Record<string, number> = {};
    for (const [parameter, name] of Object.entries(from)) {
      const quantity = quantities.at([...path, 'with', name]);
      if (!quantity) continue;
      parameters[parameter] = quantity.value;
      const tolerance = quantity.tolerance ?? manifest?.ranges[name]?.tolerance;
      if (tolerance !== undefined) tolerances[parameter] = tolerance;
    }
    return verbCall(verb, parameters, tolerances);
  });
  const end = (manifest?.end ?? []).map((verb) => verbCall(verb));
  const duration = quantities.at([...path, 'duration']);
  const holdMs = duration ? Math.round(duration.value * 1000) : null;
  const then = step.then ?? 'keep';
  const reached = expectedMsOf(instrument.manifest, establish) + (holdMs ?? 0);
  return {
    id: step.id,
    authored: step.id,
    inserted: false,
    after,
    title: step.title ?? operationTitle(step, path, quantities, holdMs, instrument.id),
    expectedMs: reached + (then === 'stop' ? expectedMsOf(instrument.manifest, end) : 0),
    onError: step.onError ?? null,
    reserves: [nestPlace(instrument.id, nest.name)],
    releases: [],
    kind: 'operation',
    capability: step.capability,
    instrument: instrument.id,
    labware: step.labware ?? null,
    establish,
    holdMs,
    then,
    end,
  };
}
