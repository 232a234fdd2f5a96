import type { Answer, Capability, PlaceId, Quantity, QuantityKind, Role, Verb, VerbCall } from '@labwright/domain';
import type { PlanAnalysis } from './plan-analysis';
import type { PlanSchedule } from './plan-schedule';

/** What the compiler makes of a protocol for one fleet. Data only; its hash is recorded with the run. */
export interface Plan {
  readonly schema: 'labwright.dev/plan/v1';
  readonly protocolHash: string;
  /** Parameter values as resolved, in the units in which they were given. */
  readonly parameters: Readonly<Record<string, Quantity>>;
  /** The same in the canonical unit of each kind, for conditions. */
  readonly canonicalParameters: Readonly<Record<string, number>>;
  /** What conditions of this plan may name: parameters and saved readings with their kinds. */
  readonly scope: PlanScope;
  /** Role of the protocol -> instrument id. */
  readonly bindings: Readonly<Record<string, string>>;
  readonly labware: readonly PlanLabware[];
  /** Absent where the protocol has none. */
  readonly materials?: readonly PlanMaterial[];
  /** What is computed of a run's readings; absent where the protocol says nothing. */
  readonly analyses?: readonly PlanAnalysis[];
  /** Topological order; ties in the order of the document. */
  readonly steps: readonly PlanStep[];
  /** Expected duration of the whole, lab milliseconds, the expected rounds of each repeat (or one) and the longest case of each decision counted. */
  readonly expectedMs: number;
  readonly schedule: PlanSchedule;
}

export interface PlanScope {
  readonly params: Readonly<Record<string, QuantityKind>>;
  readonly readings: Readonly<Record<string, QuantityKind>>;
}

export interface PlanLabware {
  /** Name in the protocol. */
  readonly id: string;
  /** Type of the labware catalogue. */
  readonly type: string;
  readonly startsAt: PlaceId;
  /** What is in its wells by the layout; absent where the protocol says nothing. */
  readonly layout?: Readonly<Record<string, PlanWell>>;
}

export interface PlanWell {
  readonly role: string;
  readonly sample?: string;
  /** As written: a known concentration, dose, volume or mass. */
  readonly nominal?: Quantity;
  /** 1 or more. */
  readonly dilution?: number;
}

/** A material of the protocol as the run uses it. */
export interface PlanMaterial {
  /** Name in the protocol. */
  readonly id: string;
  readonly name: string;
  /** As written; absent where the protocol says nothing. */
  readonly concentration?: Quantity;
  /** What a run takes of it; absent where no step transfers it. */
  readonly uses?: PlanUse;
}

/** Microlitres of a material that go into wells. */
export interface PlanUse {
  /** When each repeat ends after one round, and each decision takes its smallest case. */
  readonly least: number;
  /** When each repeat runs as often as its bounds allow, and each decision takes its largest case; null where nothing bounds it. */
  readonly most: number | null;
  /** `most` with a tenth on top for what stays in tips and bottles, rounded up; null where nothing bounds it. */
  readonly prepare: number | null;
}

/**
 * Liquid that a person moves: from a bottle, or from a well of labware, microlitres into each of `wells`. Into the `waste` it comes out of each
 * of `wells` of the labware, and `well` is absent.
 */
export interface PlanTransfer {
  readonly from: { readonly material: string } | { readonly labware: string; readonly well?: string };
  /** Labware, or `waste`. */
  readonly to: string;
  readonly wells: readonly string[];
  readonly microlitres: number;
  /** The labware was spun before, and what has settled stays; absent where all is mixed. */
  readonly keeps?: 'pellet';
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
  /** What a saved reading should be once this step is over; absent where nothing is expected. */
  readonly expect?: PlanExpect;
  /** Windows in which this step starts; absent where there are none. */
  readonly timing?: readonly PlanTiming[];
  /** The author's step whose confirmed end is the start of this one; absent where it is confirmed by itself. */
  readonly startsOnEndOf?: string;
  /** Instruments with shared settings that this step lets a person reach: from here on no step of another run moves anything there. Absent where none. */
  readonly opens?: readonly string[];
  /** Instruments that are closed again once this step is over. Absent where none. */
  readonly closes?: readonly string[];
  /** What the run will set on the instruments whose nests it reserves here, as long as it has them; absent for instruments of one nest. */
  readonly settings?: readonly PlanSetting[];
}

/** A set point that everything on one instrument has in common, in canonical units. */
export interface PlanSetting {
  readonly instrument: string;
  readonly verb: Verb;
  readonly parameter: string;
  readonly value: number;
}

/** Bounds in the canonical unit of the reading's kind; at least one of them is there. */
export interface PlanExpect {
  readonly reading: string;
  readonly min: number | null;
  readonly max: number | null;
  readonly otherwise: Answer;
}

/** Lab milliseconds after the start or end of a step that surely came before, in the same round of every repeat around both. */
export interface PlanTiming {
  readonly after: { readonly step: string; readonly point: 'start' | 'end' };
  readonly atLeastMs: number | null;
  readonly atMostMs: number | null;
  readonly onMissed: Answer;
}

/** One reading that the step gives, under the name by which conditions know it. */
export interface PlanSave {
  readonly name: string;
  /** The capability's name for it. */
  readonly reading: string;
  readonly kind: QuantityKind;
  /** Of an absorbance, nm. */
  readonly wavelength: number | null;
  /** Empty for a reading that is not of a plate. */
  readonly wells: readonly string[];
  /** Wells whose median is subtracted where `process` has `blank`; empty otherwise. */
  readonly blanks: readonly string[];
  readonly process: readonly ('blank' | 'pathlength')[];
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
  /** How much longer or shorter the hold may last without being a deviation, lab milliseconds; absent where the author says nothing. */
  readonly holdToleranceMs?: number;
  /** After a hold: keep the state until the labware is removed, or stop at once. */
  readonly then: 'keep' | 'stop';
  /** Verbs that end the state, performed at the end of a hold with `then: stop`. */
  readonly end: readonly VerbCall[];
  /** Readings that this operation saves; absent where it saves none. */
  readonly saves?: readonly PlanSave[];
  /** True for the closing of an access that stopped what others hold there: their states are established again. */
  readonly resumes?: true;
}

export interface PlanOperatorStep extends PlanStepBase {
  readonly kind: 'operator';
  readonly instruction: string;
  readonly say: string | null;
  readonly role: Role;
  readonly moves: readonly { readonly labware: string; readonly from: PlaceId; readonly to: PlaceId }[];
  readonly evidence: readonly PlanEvidence[];
  /** What lies on labware from the end of this step on, null for nothing; absent where nothing changes. */
  readonly covers?: readonly { readonly labware: string; readonly cover: string | null }[];
  /** In this order; absent where there are none. */
  readonly transfers?: readonly PlanTransfer[];
  /** Hazards and protective equipment as the author wrote them, to be shown with the instruction; absent when there are none. */
  readonly hazards?: readonly string[];
  readonly ppe?: readonly string[];
}

/** What an operator has to bring before a task counts as done. */
export interface PlanEvidence {
  /** Unique in the step, such as `confirm` or `barcode-plate`. */
  readonly id: string;
  readonly kind: 'confirm' | 'text' | 'number' | 'barcode' | 'photo' | 'lot';
  /** Labware whose barcode is read, or that is counted, weighed or measured; material whose lot is named. */
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

/**
 * The body is run, then the condition asked, until it holds. `after` of a step in the body names steps of the same body. `expectedMs` is that
 * of all expected rounds, or of one where nothing says how many. A window may name a step of the body from outside: the last round counts.
 */
export interface PlanRepeat extends PlanStepBase {
  readonly kind: 'repeat';
  readonly body: readonly PlanStep[];
  /** CEL over the plan's scope. */
  readonly until: string;
  /** How old a reading may be that the condition names, lab milliseconds. */
  readonly maxAgeMs: number;
  /** From start to start of two rounds; null where one follows the other at once. */
  readonly everyMs: number | null;
  readonly atMostMs: number;
  readonly maxIterations: number | null;
  /** How many rounds are expected, on average; absent where the author says nothing, or rounds are not alike. */
  readonly expectedRounds?: number;
  /** The answer when a bound is reached before the condition holds. */
  readonly otherwise: Answer;
}

/** The body of the first case that holds is run, or else `else`. `expectedMs` is that of the longest of them. */
export interface PlanDecision extends PlanStepBase {
  readonly kind: 'decision';
  readonly cases: readonly { readonly when: string; readonly body: readonly PlanStep[] }[];
  readonly else: readonly PlanStep[];
  /** As in a repeat; 0 where no condition names a reading. */
  readonly maxAgeMs: number;
}

/** Readings are shown, and the answer is: continue, adjust, or stop. */
export interface PlanConsult extends PlanStepBase {
  readonly kind: 'consult';
  readonly question: string;
  /** Names of saved readings. */
  readonly shows: readonly string[];
  /** Parameters, their bounds in canonical units, and how often each may be adjusted. Only conditions name these parameters. */
  readonly adjust: readonly { readonly param: string; readonly min: number; readonly max: number; readonly times: number }[];
  readonly role: Role;
  /** The model is asked before the person; absent where only the person is. */
  readonly asks?: 'model';
}

export type PlanStep = PlanOperation | PlanOperatorStep | PlanWait | PlanRepeat | PlanDecision | PlanConsult;
