import type { Capability, QuantityKind } from '@labwright/domain';
import type { LabwareType } from '@labwright/labware';
import { typeOfLabware, type Compilation } from './compilation';
import type { Quantities } from './passes/quantities';
import type { DocumentPath } from './pointer';
import { argumentsOf } from './expected-kind';
import type { MoveRef, Stay } from './stay';

/** One operation that the instrument of a role has to perform, with its arguments in canonical units. */
export interface OperationNeed {
  readonly path: DocumentPath;
  readonly capability: Capability;
  readonly with: readonly { readonly parameter: string; readonly value: number; readonly kind: QuantityKind }[];
  /** Option name -> the word that is asked for. */
  readonly options: Readonly<Record<string, string>>;
}

/** Labware that has to fit, with its height including the cover, millimetres. */
export interface LabwareNeed {
  readonly id: string;
  readonly type: LabwareType;
  readonly heightMm: number;
}

/** Everything that is asked of the instrument of one role. */
export interface RoleNeed {
  readonly role: string;
  /** The first move to it. */
  readonly path: DocumentPath;
  readonly stays: readonly Stay[];
  readonly labware: readonly LabwareNeed[];
  readonly operations: readonly OperationNeed[];
}

/** What each role needs, in the order in which they are first used. */
export function roleNeeds(compilation: Compilation, quantities: Quantities, stays: readonly Stay[]): readonly RoleNeed[] {
  const byRole = new Map<string, Stay[]>();
  for (const stay of stays) {
    const known = byRole.get(stay.role);
    if (known) known.push(stay);
    else byRole.set(stay.role, [stay]);
  }
  return [...byRole].map(([role, own]) => ({
    role,
    path: pathOfMove(compilation, own[0]?.from[0]),
    stays: own,
    labware: [...new Set(own.map((stay) => stay.labware))].flatMap((id) => {
      const covers = own.filter((stay) => stay.labware === id).flatMap((stay) => stay.covers);
      return labwareNeed(compilation, id, covers);
    }),
    operations: own.flatMap((stay) => stay.operations).flatMap((step) => operationNeed(compilation, quantities, step)),
  }));
}

function pathOfMove({ tree }: Compilation, move: MoveRef | undefined): DocumentPath {
  return move ? [...tree.node(move.step).path, 'moves', move.move, 'to'] : ['steps'];
}

function labwareNeed(compilation: Compilation, id: string, covers: readonly string[]): readonly LabwareNeed[] {
  const type = typeOfLabware(compilation, id);
  if (!type) return [];
  const adds = covers.map((cover) => type.covers.find((each) => each.id === cover)?.addsMm ?? 0);
  return [{ id, type, heightMm: type.heightMm + Math.max(0, ...adds) }];
}

function operationNeed({ tree, standsIn }: Compilation, quantities: Quantities, i: number): readonly OperationNeed[] {
  const { step, path } = tree.node(i);
  if (step.kind !== 'operation' || standsIn([...path, 'capability'])) return [];
  const known = argumentsOf(step.capability);
  const values = Object.entries(step.with ?? {}).flatMap(([name, given]) => {
    const parameter = known.find((each) => each.name === name)?.parameter ?? name;
    return quantities.under([...path, 'with', name], given).map(({ value, kind }) => ({ parameter, value, kind }));
  });
  return [{ path, capability: step.capability, with: values, options: step.options ?? {} }];
}
