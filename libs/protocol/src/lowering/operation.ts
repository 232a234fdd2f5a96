import { capabilityOf, nestPlace, verbCall, type CapabilityManifest, type VerbCall } from '@labwright/domain';
import { argumentsOf } from '../expected-kind';
import type { PlacedStay } from '../passes/nests';
import type { CanonicalQuantity } from '../passes/quantities';
import type { PlanOperation, PlanSave } from '../plan';
import { PLATE_READS } from '../saved-readings';
import type { OperationStep } from '../simple-step.schema';
import type { StepNode } from '../step-tree';
import { operationTitle } from '../step-title';
import { expectedMsOf } from './access';
import { baseOf, msAt, type Lowering } from './base';
import { finestSetting } from './finest-setting';
import { savesOf, selectionOf } from './saves';

/** An operation of the protocol as verbs of the instrument on which its labware stays, in canonical units. */
export function lowerOperation(
  lowering: Lowering,
  step: OperationStep,
  node: StepNode,
  stay: PlacedStay,
  after: readonly string[],
): PlanOperation {
  const { instrument, nest } = stay;
  const manifest = capabilityOf(instrument.manifest, step.capability);
  const saves = savesOf(lowering, step, node);
  const establish = establishOf(lowering, step, node, manifest, saves);
  const end = (manifest?.end ?? []).map((verb) => verbCall(verb));
  const holdMs = msAt(lowering, [...node.path, 'duration']);
  const tolerance = lowering.quantities.at([...node.path, 'duration'])?.tolerance;
  const then = step.then ?? 'keep';
  const reached = expectedMsOf(instrument.manifest, establish) + (holdMs ?? 0);
  const expectedMs = reached + (then === 'stop' ? expectedMsOf(instrument.manifest, end) : 0);
  return {
    ...baseOf(lowering, node, after, operationTitle(step, node.path, lowering.quantities, holdMs, instrument.id), expectedMs),
    reserves: [nestPlace(instrument.id, nest.name)],
    kind: 'operation',
    capability: step.capability,
    instrument: instrument.id,
    labware: step.labware ?? null,
    establish,
    holdMs,
    ...(holdMs === null || tolerance === undefined ? {} : { holdToleranceMs: Math.round(tolerance * 1000) }),
    then,
    end,
    ...(saves.length > 0 ? { saves } : {}),
  };
}

/** The words of the protocol, and the default of each option that it leaves open, so that the plan says which way is taken. */
function optionsOf(step: OperationStep, manifest: CapabilityManifest | undefined): Pick<VerbCall, 'options'> {
  const words = Object.entries(manifest?.options ?? {}).flatMap(([name, [first]]) => {
    const word = step.options?.[name] ?? first;
    return word === undefined ? [] : [[name, word] as const];
  });
  return words.length > 0 ? { options: Object.fromEntries(words) } : {};
}

/** The verbs that establish the state. An argument that is a list makes one call of each of its values. */
export function establishOf(
  lowering: Lowering,
  step: OperationStep,
  { path }: StepNode,
  manifest: CapabilityManifest | undefined,
  saves: readonly PlanSave[],
): readonly VerbCall[] {
  const known = argumentsOf(step.capability);
  const plate = PLATE_READS.includes(step.capability) ? selectionOf(lowering, step, saves) : undefined;
  const options = optionsOf(step, manifest);
  return (manifest?.establish ?? []).flatMap(({ verb, from }): readonly VerbCall[] => {
    const given = Object.entries(from).map(([parameter, source]) => {
      const name = known.find((each) => each.parameter === source)?.name ?? source;
      return { parameter, source, values: lowering.quantities.under([...path, 'with', name], step.with?.[name]) };
    });
    const rounds = Math.max(1, ...given.map(({ values }) => values.length));
    return Array.from({ length: rounds }, (_, i): VerbCall => {
      const parameters: Record<string, number> = {};
      const tolerances: Record<string, number> = {};
      for (const { parameter, source, values } of given) {
        const quantity: CanonicalQuantity | undefined = values[i] ?? values[0];
        if (!quantity) continue;
        const range = manifest?.ranges[source];
        parameters[parameter] = finestSetting(quantity.value, range);
        const tolerance = quantity.tolerance ?? range?.tolerance;
        if (tolerance !== undefined) tolerances[parameter] = tolerance;
      }
      const call = { ...verbCall(verb, parameters, tolerances), ...options };
      return plate && verb.startsWith('read') ? { ...call, plate } : call;
    });
  });
}
