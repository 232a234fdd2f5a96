import { asId, nestPlace, Role, type PlaceId } from '@labwright/domain';
import type { PlacedStay } from '../passes/nests';
import type { Quantities } from '../passes/quantities';
import type { PlanEvidence, PlanOperation, PlanOperatorStep, PlanStep } from '../plan';
import type { EvidenceInput, OperatorStep } from '../step.schema';
import { operatorTitle } from '../step-title';
import { accessOperation, type Access } from './access';

/** What an operator step is expected to take when its author says nothing, lab milliseconds. */
const OPERATOR_STEP_MS = 120_000;

/**
 * An operator step with the access operations around it: each touched instrument is made accessible before and closed after, and what ends
 * once labware has left ends then. The first of these steps reserves every nest that the moves touch; the last on an instrument releases
 * the nests that were freed.
 */
export function lowerOperatorStep(
  step: OperatorStep,
  index: number,
  stays: readonly PlacedStay[],
  accesses: readonly Access[],
  quantities: Quantities,
  after: readonly string[],
): readonly PlanStep[] {
  const nests = accesses.flatMap((access) => access.nests);
  const steps: PlanStep[] = [];
  const previous = () => (steps.length === 0 ? after : [steps[steps.length - 1]?.id ?? '']);
  let count = 0;
  for (const { instrument } of accesses) {
    for (const verb of instrument.manifest.access.before) {
      count += 1;
      steps.push(accessOperation(`${step.id}.before.${count}`, step.id, instrument, verb, previous(), nests));
    }
  }
  const moves = movesOf(step, index, stays);
  const itself = steps.length;
  steps.push(operatorStep(step, index, moves, quantities, previous(), nests));
  count = 0;
  for (const { instrument, freed, cleared } of accesses) {
    let last = itself;
    for (const verb of [...instrument.manifest.access.after, ...(cleared ? instrument.manifest.access.afterRemoval : [])]) {
      count += 1;
      last = steps.push(accessOperation(`${step.id}.after.${count}`, step.id, instrument, verb, previous(), nests)) - 1;
    }
    const closing = steps[last] as PlanOperation | PlanOperatorStep;
    steps[last] = { ...closing, releases: [...closing.releases, ...freed] };
  }
  return steps;
}

function movesOf(step: OperatorStep, index: number, stays: readonly PlacedStay[]): PlanOperatorStep['moves'] {
  const placeOf = (stay: PlacedStay | undefined, otherwise: string) =>
    stay ? nestPlace(stay.instrument.id, stay.nest.name) : asId<PlaceId>(otherwise);
  return (step.moves ?? []).map(({ labware, to }, j) => {
    const on = stays.find((stay) => stay.from.step === index && stay.from.move === j);
    const off = stays.find((stay) => stay.until?.step === index && stay.until.move === j);
    return { labware, from: placeOf(off, 'bench'), to: placeOf(on, to) };
  });
}

function operatorStep(
  step: OperatorStep,
  index: number,
  moves: PlanOperatorStep['moves'],
  quantities: Quantities,
  after: readonly string[],
  reserves: readonly PlaceId[],
): PlanOperatorStep {
  const duration = quantities.at(['steps', index, 'duration']);
  const title = operatorTitle(
    step,
    moves.map((move) => move.to),
  );
  return {
    id: step.id,
    authored: step.id,
    inserted: false,
    after,
    title: step.title ?? title,
    expectedMs: duration ? Math.round(duration.value * 1000) : OPERATOR_STEP_MS,
    onError: step.onError ?? null,
    reserves,
    releases: [],
    kind: 'operator',
    instruction: step.instruction ?? title,
    say: step.say ?? null,
    role: step.role ?? Role.technician,
    moves,
    evidence: evidenceOf(step.evidence ?? []),
    ...(step.hazards?.length ? { hazards: step.hazards } : {}),
    ...(step.ppe?.length ? { ppe: step.ppe } : {}),
  };
}

/** Evidence with ids that tell the items of a step apart: `confirm`, `barcode-plate`, and `confirm-2` for a second one. */
function evidenceOf(items: readonly EvidenceInput[]): readonly PlanEvidence[] {
  const taken = new Map<string, number>();
  return items.map((item) => {
    const name = item.kind === 'barcode' ? `barcode-${item.of}` : item.kind;
    const times = (taken.get(name) ?? 0) + 1;
    taken.set(name, times);
    return {
      id: times === 1 ? name : `${name}-${times}`,
      kind: item.kind,
      of: item.kind === 'barcode' ? item.of : null,
      prompt: (item.kind === 'photo' ? item.expect : item.prompt) ?? null,
      unit: item.kind === 'number' ? item.unit : null,
    };
  });
}
