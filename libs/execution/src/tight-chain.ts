import type { Tx } from '@labwright/persistence';
import type { StepRow } from './run-store';

type Link = Pick<StepRow, 'id' | 'stepId' | 'iterationPath'> & {
  readonly definition: Pick<StepRow['definition'], 'after' | 'authored' | 'timing'>;
};

/**
 * The steps that have to follow a step within some time, and those between: once this one begins there is no way back, so it begins only
 * when all of them can. `open`: steps of its list that have not begun. Of a step in a list, windows in that list count. Pure.
 */
export function chainAfter<Step extends Link>(step: Link, open: readonly Step[]): readonly Step[] {
  const list = open.filter(({ id, iterationPath }) => id !== step.id && iterationPath === step.iterationPath);
  const byId = new Map(list.map((each) => [each.stepId, each]));
  const chain = new Map<string, Step>();
  const anchors = new Set([step.definition.authored]);
  for (const anchor of anchors) {
    const due = list.filter(({ definition }) =>
      definition.timing?.some(({ after, atMostMs }) => atMostMs !== null && after.step === anchor),
    );
    for (const end of due) {
      for (const between of pathTo(end, anchor, byId)) {
        if (chain.has(between.id)) continue;
        chain.set(between.id, between);
        anchors.add(between.definition.authored);
      }
    }
  }
  return [...chain.values()];
}

/** A step with those of its predecessors that come after the anchor themselves, or belong to the same author's step. */
function pathTo<Step extends Link>(end: Step, anchor: string, byId: ReadonlyMap<string, Step>): readonly Step[] {
  const follows = new Map<string, boolean>();
  const comesAfter = (id: string): boolean => {
    const known = follows.get(id);
    if (known !== undefined) return known;
    follows.set(id, false);
    const step = byId.get(id);
    const found = id === anchor || (step?.definition.after ?? []).some((before) => before === anchor || comesAfter(before));
    follows.set(id, found);
    return found;
  };
  const path = new Map<string, Step>([[end.stepId, end]]);
  for (const [, step] of path)
    for (const before of step.definition.after) {
      const found = byId.get(before);
      if (!found || found.definition.authored === anchor) continue;
      if (comesAfter(before) || found.definition.authored === end.definition.authored) path.set(before, found);
    }
  return [...path.values()];
}

/** Steps of the list of a step that have not begun. */
export async function openInList(tx: Tx, { runId, iterationPath }: StepRow): Promise<readonly StepRow[]> {
  return tx.query<StepRow>(
    `select s.id, s.run_id as "runId", s.step_id as "stepId", s.iteration_path as "iterationPath", s.definition, s.instrument_id as "instrumentId", s.status
     from lab.step_instances s where s.run_id = $1 and s.iteration_path = $2 and s.status in ('pending', 'ready') and s.started_lab is null`,
    [runId, iterationPath],
  );
}

/** What a chain needs before its first step begins: its nests with what is set there, and every instrument that it uses. */
export function needsOf(step: StepRow, chain: readonly StepRow[]) {
  const all = [step, ...chain].map(({ definition }) => definition);
  const reserves = [...new Set(all.flatMap((each) => each.reserves))];
  const settings = all.flatMap((each) => each.settings ?? []);
  const own = new Map(settings.map((each) => [`${each.instrument} ${each.verb} ${each.parameter}`, each]));
  const instruments = all.flatMap((each) => (each.kind === 'operation' ? [each.instrument] : []));
  return { reserves, settings: [...own.values()], instruments: [...new Set(instruments)] };
}

/**
 * Nests that a step would give up now although a chain that has begun comes back to them: what is given up here another run may have by then.
 */
export async function neededByChain(tx: Tx, step: StepRow): Promise<ReadonlySet<string>> {
  if (step.definition.releases.length === 0) return new Set();
  const open = await openInList(tx, step);
  if (!open.some(({ definition }) => definition.timing?.some(({ atMostMs }) => atMostMs !== null))) return new Set();
  const begun = await tx.query<StepRow>(
    `select s.id, s.step_id as "stepId", s.iteration_path as "iterationPath", s.definition - 'body' - 'cases' - 'else' as definition
     from lab.step_instances s where s.run_id = $1 and s.iteration_path = $2 and (s.started_lab is not null or s.id = $3)`,
    [step.runId, step.iterationPath, step.id],
  );
  return new Set(begun.flatMap((each) => chainAfter(each, open)).flatMap(({ definition }) => definition.reserves));
}
