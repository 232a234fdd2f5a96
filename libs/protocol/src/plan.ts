import type { Answer, Capability, PlaceId, Quantity, Role, VerbCall } from '@labwright/domain';

/** What the compiler makes of a protocol for one fleet. Data only; its hash is recorded with the run. */
export interface Plan {
  readonly schema: 'labwright.dev/plan/v1';
  readonly protocolHash: string;
  /** Parameter values as resolved, in the units in which they were given. */
  readonly parameters: Readonly<Record<string, Quantity>>;
  /** Role of the protocol -> instrument id. */
  readonly bindings: Readonly<Record<string, string>>;
  readonly labware: readonly PlanLabware[];
  /** Topological order; ties in the order of the document. */
  readonly steps: readonly PlanStep[];
  /** Expected duration of the whole, lab milliseconds, along the longest path. */
  readonly expectedMs: number;
}

export interface PlanLabware {
  /** Name in the protocol. */
  readonly id: string;
  /** Type of the labware catalogue. */
  readonly type: string;
  readonly startsAt: PlaceId;
}

interface PlanStepBase {
  /** Unique in the plan: the author's step id, or `<step>.before.<n>` and `<step>.after.<n>` for inserted ones. */
  readonly id: string;
  /** The author's step that this one belongs to. */
  readonly authored: string;
  /** True for access operations that the compiler inserted around a move. */
  readonly inserted: boolean;
  /** Steps of the plan that must be over before this one starts. */
  readonly after: readonly string[];
  /** One line for people, such as "shake culture at 500 rpm and 45 Cel for 2 min on heater-shaker". */
  readonly title: string;
  readonly expectedMs: number;
  readonly onError: Answer | null;
  /** Nests that the run must have reserved in the transaction that dispatches this step; those it already has count. */
  readonly reserves: readonly PlaceId[];
  /** Nests whose reservation ends when this step succeeds. */
  readonly releases: readonly PlaceId[];
}

export interface PlanOperation extends PlanStepBase {
  readonly kind: 'operation';
  /** Null for access operations and stops, which belong to no capability of the protocol. */
  readonly capability: Capability | null;
  readonly instrument: string;
  readonly labware: string | null;
  /** Verbs that establish the state, in order, in canonical units. */
  readonly establish: readonly VerbCall[];
  /** Lab milliseconds to hold the state; null for an operation that is over once its state is reached. */
  readonly holdMs: number | null;
  /** After a hold: keep the state until the labware is removed, or stop at once. */
  readonly then: 'keep' | 'stop';
  /** Verbs that end the state, performed at the end of a hold with `then: stop`. */
  readonly end: readonly VerbCall[];
}

export interface PlanOperatorStep extends PlanStepBase {
  readonly kind: 'operator';
  readonly instruction: string;
  readonly say: string | null;
  readonly role: Role;
  readonly moves: readonly { readonly labware: string; readonly from: PlaceId; readonly to: PlaceId }[];
  readonly evidence: readonly PlanEvidence[];
  /** Hazards and protective equipment as the author wrote them, to be shown with the instruction; absent when there are none. */
  readonly hazards?: readonly string[];
  readonly ppe?: readonly string[];
}

/** What an operator has to bring before a task counts as done. */
export interface PlanEvidence {
  /** Unique in the step, such as `confirm` or `barcode-plate`. */
  readonly id: string;
  readonly kind: 'confirm' | 'text' | 'number' | 'barcode' | 'photo';
  /** Labware whose barcode is read. */
  readonly of: string | null;
  /** What to show or write, for the operator. */
  readonly prompt: string | null;
  /** Unit of a number. */
  readonly unit: string | null;
}

export interface PlanWait extends PlanStepBase {
  readonly kind: 'wait';
  readonly waitMs: number;
}

export type PlanStep = PlanOperation | PlanOperatorStep | PlanWait;
