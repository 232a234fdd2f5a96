import type { Compilation } from '../compilation';
import type { StepOrder } from '../step-order';
import type { OperatorStep } from '../step.schema';

/** One move of a step: its index in the document and the move's in it. */
export interface MoveRef {
  readonly step: number;
  readonly move: number;
}

/** The time that one piece of labware spends on the instrument of one role. */
export interface Stay {
  readonly labware: string;
  readonly role: string;
  readonly from: MoveRef;
  /** Null when it is still there at the end. */
  readonly until: MoveRef | null;
  /** Operations on it while it is there, in running order. */
  readonly operations: readonly number[];
}

/** Places that are no role. */
const FIXED = ['bench', 'waste'];

/**
 * Follows each piece of labware from the bench through its moves. Answers with its stays on roles, in running order of their beginning.
 * `chains`: the steps that touch each labware, in running order.
 */
export function followLabware(compilation: Compilation, order: StepOrder, chains: ReadonlyMap<string, readonly number[]>): readonly Stay[] {
  const { protocol, report, standsIn } = compilation;
  const stays: Stay[] = [];
  for (const [labware, chain] of chains) {
    let place = 'bench';
    let stay: { from: MoveRef; operations: number[] } | null = null;
    const close = (until: MoveRef | null) => {
      if (stay) stays.push({ labware, role: place, from: stay.from, until, operations: stay.operations });
      stay = null;
    };
    for (const i of chain) {
      const step = protocol.steps[i];
      if (step?.kind === 'operation') {
        const now: { operations: number[] } | null = stay;
        if (now) now.operations.push(i);
        else if (!standsIn(['steps', i, 'capability'])) {
          const where = place === 'bench' ? 'on the bench' : 'in the waste';
          report('E_PLACE', ['steps', i, 'labware'], `"${labware}" is ${where}, not on an instrument with ${step.capability}`, {
            suggestion: 'put an operator step with a move to a role before it',
          });
        }
        continue;
      }
      for (const [j, move] of movesOf(step as OperatorStep).entries()) {
        if (move.labware !== labware) continue;
        const path = ['steps', i, 'moves', j];
        if (place === 'waste') report('E_PLACE', path, `"${labware}" is in the waste and stays there`);
        else if (move.to === place) report('E_PLACE', path, `"${labware}" is already at "${place}"`);
        else {
          close({ step: i, move: j });
          place = move.to;
          if (!FIXED.includes(place)) stay = { from: { step: i, move: j }, operations: [] };
        }
      }
    }
    close(null);
  }
  for (const [i, step] of protocol.steps.entries()) {
    if (step.kind === 'operation' && step.labware === undefined) {
      report('E_PLACE', ['steps', i], `"${step.id}" names no labware, so nothing says which instrument is meant`, {
        suggestion: 'add "labware"',
      });
    }
  }
  const rank = new Map(order.topological.map((step, k) => [step, k]));
  const key = ({ from }: Stay) => (rank.get(from.step) ?? 0) * 1_000 + from.move;
  return stays.sort((a, b) => key(a) - key(b));
}

function movesOf(step: OperatorStep | undefined): NonNullable<OperatorStep['moves']> {
  return step?.kind === 'operator' ? (step.moves ?? []) : [];
}
