import type { Capability, QuantityKind } from '@labwright/domain';
import type { LabwareType } from '@labwright/labware';
import { typeOfLabware, type Compilation } from './compilation';
import type { Stay } from './passes/labware-flow';
import type { Quantities } from './passes/quantities';
import type { DocumentPath } from './pointer';

/** One operation that the instrument of a role has to perform, with its arguments in canonical units. */
export interface OperationNeed {
  readonly path: DocumentPath;
  readonly capability: Capability;
  readonly with: Readonly<Record<string, { readonly value: number; readonly kind: QuantityKind }>>;
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
    path: ['steps', own[0]?.from.step ?? 0, 'moves', own[0]?.from.move ?? 0, 'to'],
    stays: own,
    labware: [...new Set(own.map((stay) => stay.labware))].flatMap((id) => labwareNeed(compilation, id)),
    operations: own.flatMap((stay) => stay.operations).flatMap((step) => operationNeed(compilation, quantities, step)),
  }));
}

function labwareNeed(compilation: Compilation, id: string): readonly LabwareNeed[] {
  const type = typeOfLabware(compilation, id);
  if (!type) return [];
  const cover = compilation.protocol.labware?.find((labware) => labware.id === id)?.cover;
  return [{ id, type, heightMm: type.heightMm + (type.covers.find((each) => each.id === cover)?.addsMm ?? 0) }];
}

function operationNeed({ protocol, standsIn }: Compilation, quantities: Quantities, i: number): readonly OperationNeed[] {
  const step = protocol.steps[i];
  const path = ['steps', i];
  if (step?.kind !== 'operation' || standsIn([...path, 'capability'])) return [];
  const values = Object.keys(step.with ?? {}).flatMap((name) => {
    const quantity = quantities.at([...path, 'with', name]);
    return quantity ? [[name, { value: quantity.value, kind: quantity.kind }] as const] : [];
  });
  return [{ path, capability: step.capability, with: Object.fromEntries(values) }];
}
