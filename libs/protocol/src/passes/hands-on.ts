import type { Compilation } from '../compilation';
import type { DocumentPath } from '../pointer';
import type { OperatorStep } from '../simple-step.schema';
import { WASTE } from '../transfer-target';

/** Where labware is when a step begins, as far as hands are concerned. */
export interface InReach {
  readonly place: string;
  readonly onInstrument: boolean;
  /** The operation that goes on there until the labware is taken away; null where nothing does. */
  readonly held: string | null;
}

/**
 * Nobody reaches into what an instrument keeps going, and a label is read of labware that is in somebody's hands. Labware that the step moves
 * is in hand before or after.
 */
export function checkHandsOn(
  { report }: Compilation,
  step: OperatorStep,
  path: DocumentPath,
  inReach: (labware: string) => InReach | undefined,
): void {
  const moved = new Set((step.moves ?? []).map(({ labware }) => labware));
  const told = new Set<string>();
  const touch = (labware: string, at: DocumentPath, does: string): void => {
    const here = inReach(labware);
    if (!here?.onInstrument || here.held === null || moved.has(labware) || told.has(labware)) return;
    told.add(labware);
    report('E_CONFLICT', at, `"${step.id}" ${does} "${labware}" while "${here.held}" is kept up on it at "${here.place}"`, {
      suggestion: `move "${labware}" to the bench in this step or before it, or end "${here.held}" with then: stop`,
    });
  };
  for (const [j, { to }] of (step.transfers ?? []).entries()) if (to !== WASTE) touch(to, [...path, 'transfers', j, 'to'], 'pipettes into');
  for (const [j, { labware }] of (step.covers ?? []).entries()) touch(labware, [...path, 'covers', j, 'labware'], 'changes the cover of');
  const inHand = new Set([
    ...moved,
    ...(step.covers ?? []).map(({ labware }) => labware),
    ...(step.transfers ?? []).flatMap(({ from, to }) => [...(from ? [from.labware] : []), ...(to === WASTE ? [] : [to])]),
  ]);
  for (const [j, item] of (step.evidence ?? []).entries()) {
    if (item.kind !== 'barcode' || inHand.has(item.of)) continue;
    const here = inReach(item.of);
    // A step may be there to read labels on the bench and nothing else.
    if (!here || (!here.onInstrument && here.place === 'bench' && inHand.size === 0)) continue;
    const handled = [...inHand].map((labware) => `"${labware}"`).join(', ') || 'no labware';
    report(
      'E_CHECK',
      [...path, 'evidence', j, 'of'],
      `"${step.id}" asks for the barcode of "${item.of}", which is at "${here.place}"; it handles ${handled}`,
      {
        allowed: [...inHand],
        suggestion: `ask for it in a step that moves or fills "${item.of}"`,
      },
    );
  }
}
