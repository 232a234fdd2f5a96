import { asId, nestPlace, Role, type PlaceId } from '@labwright/domain';
import type { PlacedStay } from '../passes/nests';
import type { PlanEvidence, PlanOperation, PlanOperatorStep, PlanStep, PlanTransfer } from '../plan';
import { NO_COVER } from '../passes/catalogue';
import type { EvidenceInput, OperatorStep, TransferInput } from '../simple-step.schema';
import type { StepNode } from '../step-tree';
import { operatorTitle } from '../step-title';
import { accessOperation, type Access } from './access';
import { evidenceIds } from '../evidence-ids';
import { baseOf, msAt, type Lowering } from './base';
import { isShared, resumption, settingsFrom } from './many-nests';

/** What an operator step is expected to take when its author says nothing, lab milliseconds. */
export const OPERATOR_STEP_MS = 120_000;

/**
 * An operator step with the access operations around it: each touched instrument is made accessible before and closed after, and what ends
 * once labware has left ends then. The first of these steps reserves every nest that the moves touch; the last on an instrument releases
 * the nests that were freed. Of an instrument that others use too, the first step opens the access and the last closes it; where opening
 * stopped what is held there, that last step starts it again.
 */
export function lowerOperatorStep(
  lowering: Lowering,
  step: OperatorStep,
  node: StepNode,
  stays: readonly PlacedStay[],
  accesses: readonly Access[],
  after: readonly string[],
): readonly PlanStep[] {
  const nests = accesses.flatMap((access) => access.nests);
  const steps: PlanStep[] = [];
  const previous = () => (steps.length === 0 ? after : [steps[steps.length - 1]?.id ?? '']);
  let count = 0;
  for (const { instrument } of accesses) {
    for (const [i, verb] of instrument.manifest.access.before.entries()) {
      count += 1;
      const operation = accessOperation(`${step.id}.before.${count}`, step.id, instrument, verb, previous(), nests);
      steps.push(i === 0 && isShared(instrument) ? { ...operation, opens: [instrument.id] } : operation);
    }
  }
  const moves = movesOf(step, node.index, stays);
  const itself = steps.length;
  if (step.startsOnEndOf !== undefined && !previous().includes(step.startsOnEndOf)) {
    const access = `the compiler puts "${itself > 0 ? steps[0]?.title : 'an access operation'}" between "${step.startsOnEndOf}" and "${step.id}"`;
    lowering.compilation.report('E_ORDER', [...node.path, 'startsOnEndOf'], `${access}, so one confirmation cannot serve both`);
  }
  const opens = accesses.map((access) => access.instrument).filter((each) => isShared(each) && each.manifest.access.before.length === 0);
  const own = operatorStep(lowering, step, node, moves, previous(), nests);
  steps.push(opens.length > 0 ? { ...own, opens: opens.map(({ id }) => id) } : own);
  count = 0;
  for (const { instrument, freed, cleared } of accesses) {
    let last = itself;
    for (const verb of [...instrument.manifest.access.after, ...(cleared ? instrument.manifest.access.afterRemoval : [])]) {
      count += 1;
      last = steps.push(accessOperation(`${step.id}.after.${count}`, step.id, instrument, verb, previous(), nests)) - 1;
    }
    if (isShared(instrument) && instrument.manifest.access.before.length > 0) {
      count += 1;
      last = steps.push(resumption(`${step.id}.after.${count}`, step.id, instrument, previous(), nests)) - 1;
    }
    const closing = steps[last] as PlanOperation | PlanOperatorStep;
    const closes = isShared(instrument) ? { closes: [...(closing.closes ?? []), instrument.id] } : {};
    steps[last] = { ...closing, releases: [...closing.releases, ...freed], ...closes };
  }
  const settings = settingsFrom(lowering, node.index, stays);
  if (steps[0] && settings) steps[0] = { ...steps[0], settings };
  // What one instrument has released must not be reserved again by the closing of another.
  const free = new Set<PlaceId>();
  return steps.map((each) => {
    const kept = { ...each, reserves: each.reserves.filter((nest) => !free.has(nest)) };
    for (const nest of each.releases) free.add(nest);
    return kept;
  });
}

function movesOf(step: OperatorStep, index: number, stays: readonly PlacedStay[]): PlanOperatorStep['moves'] {
  const placeOf = (stay: PlacedStay | undefined, otherwise: string) =>
    stay ? nestPlace(stay.instrument.id, stay.nest.name) : asId<PlaceId>(otherwise);
  return (step.moves ?? []).map(({ labware, to }, j) => {
    const on = stays.find((stay) => stay.from.some((from) => from.step === index && from.move === j));
    const off = stays.find((stay) => stay.until.some((until) => until.step === index && until.move === j));
    return { labware, from: placeOf(off, 'bench'), to: placeOf(on, to) };
  });
}

function operatorStep(
  lowering: Lowering,
  step: OperatorStep,
  node: StepNode,
  moves: PlanOperatorStep['moves'],
  after: readonly string[],
  reserves: readonly PlaceId[],
): PlanOperatorStep {
  const title = operatorTitle(
    step,
    moves.map((move) => move.to),
  );
  return {
    ...baseOf(lowering, node, after, title, msAt(lowering, [...node.path, 'duration']) ?? OPERATOR_STEP_MS),
    reserves,
    kind: 'operator',
    instruction: step.instruction ?? title,
    say: step.say ?? null,
    role: step.role ?? Role.technician,
    moves,
    evidence: evidenceOf(step.evidence ?? []),
    ...(step.covers?.length
      ? { covers: step.covers.map(({ labware, cover }) => ({ labware, cover: cover === NO_COVER ? null : cover })) }
      : {}),
    ...(step.transfers?.length ? { transfers: transfersOf(lowering, step.transfers, node) } : {}),
    ...(step.hazards?.length ? { hazards: step.hazards } : {}),
    ...(step.ppe?.length ? { ppe: step.ppe } : {}),
  };
}

function transfersOf({ quantities }: Lowering, transfers: readonly TransferInput[], { path }: StepNode): readonly PlanTransfer[] {
  return transfers.map(({ material, from, to, wells, keeps }, j) => ({
    from: from ? { labware: from.labware, ...(from.well === undefined ? {} : { well: from.well }) } : { material: material ?? '' },
    to,
    wells,
    microlitres: quantities.at([...path, 'transfers', j, 'volume'])?.value ?? 0,
    ...(keeps === undefined ? {} : { keeps }),
  }));
}

function evidenceOf(items: readonly EvidenceInput[]): readonly PlanEvidence[] {
  const ids = evidenceIds(items);
  return items.map((item, i) => ({
    id: ids[i] ?? item.kind,
    kind: item.kind,
    of: 'of' in item ? (item.of ?? null) : null,
    prompt: (item.kind === 'photo' ? item.expect : item.prompt) ?? null,
    unit: item.kind === 'number' ? item.unit : null,
  }));
}
