import type { RunStatus, StepStatus, StopReason } from '@labwright/domain';
import type { AnalysisResult, PlateFigure } from '@labwright/results';
import type { Moment } from './words/time';

/** Everything that a run's report tells, as plain data. Times are lab time where their name ends in `Lab`; lengths are lab milliseconds. */
export interface RunReportDocument {
  readonly run: string;
  readonly protocol: ReportProtocol;
  readonly outcome: ReportOutcome;
  readonly provenance: ReportProvenance;
  /** None where the protocol asks for none. */
  readonly results: readonly AnalysisResult[];
  readonly deviations: readonly ReportDeviation[];
  readonly windows: readonly ReportWindow[];
  readonly questions: readonly ReportQuestion[];
  readonly adjustments: readonly ReportAdjustment[];
  readonly lots: readonly ReportLot[];
  readonly readings: { readonly given: readonly GivenSummary[]; readonly saved: readonly SavedSummary[] };
  readonly commands: readonly ReportWire[];
  readonly timeline: ReportTimeline;
  readonly tasks: readonly ReportTask[];
  readonly instruments: readonly ReportInstrument[];
  /** Values over time; thinned by whoever fills it, and again where they are drawn. */
  readonly curves: readonly ReportCurve[];
  /** Plates of saved readings: of each the first and the last series. */
  readonly plates: readonly ReportPlate[];
  readonly software: { readonly name: string; readonly version: string };
  readonly madeAt: Moment;
}

export interface ReportProtocol {
  readonly hash: string;
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly purpose: string | null;
  /** Who submitted it. */
  readonly author: string | null;
  readonly submittedAt: Moment | null;
}

export interface ReportOutcome {
  readonly status: RunStatus;
  readonly over: boolean;
  readonly stopReason: StopReason | null;
  readonly holdReasons: readonly string[];
  readonly startedAt: Moment | null;
  readonly endedAt: Moment | null;
  readonly startedLab: Moment | null;
  readonly endedLab: Moment | null;
  readonly durationMs: number | null;
  readonly expectedMs: number;
  /** Step instances by status. */
  readonly steps: Readonly<Record<string, number>>;
}

export interface ReportProvenance {
  readonly simulated: 'all' | 'some' | 'none';
  readonly scriptedTasks: number;
  readonly selfApproved: boolean;
  readonly createdBy: string;
  readonly planHash: string;
  readonly parameters: Readonly<Record<string, { readonly value: number; readonly unit: string }>>;
  readonly bindings: Readonly<Record<string, string>>;
  readonly approval: {
    readonly reviewer: string;
    readonly meaning: string;
    readonly signedHash: string;
    readonly createdAt: Moment;
  };
  /** Who wrote the steps of the protocol, where it came out of a draft; empty where people wrote it. */
  readonly steps: readonly ReportWriter[];
}

export interface ReportWriter {
  readonly step: string;
  readonly by: 'person' | 'model' | 'model_then_person';
  /** Null where no call is on the record. */
  readonly model: { readonly model: string; readonly simulated: boolean } | null;
  readonly callId: string | null;
  /** Sentences of a written protocol that it was made of. */
  readonly source: string | null;
}

export interface ReportDeviation {
  readonly atLab: Moment;
  readonly step: string | null;
  readonly iterationPath: string | null;
  readonly kind: string;
  readonly reason: string;
  /** In `unit`, UCUM. */
  readonly size: number | null;
  readonly unit: string | null;
  readonly lateMs: number | null;
  readonly actor: string;
}

export interface ReportWindow {
  readonly atLab: Moment;
  readonly step: string;
  readonly iterationPath: string;
  /** Such as `take_out.end`. */
  readonly after: string;
  readonly gapMs: number;
  readonly atLeastMs: number | null;
  readonly atMostMs: number | null;
  /** 0 where it was kept. */
  readonly lateMs: number;
}

export interface ReportQuestion {
  readonly kind: 'hold' | 'consult';
  readonly question: string;
  readonly askedLab: Moment;
  readonly answeredLab: Moment | null;
  readonly answer: string | null;
  readonly note: string | null;
  readonly by: string | null;
}

export interface ReportAdjustment {
  readonly param: string;
  readonly from: number;
  readonly to: number;
  readonly unit: string;
  readonly by: string;
  readonly atLab: Moment;
}

export interface ReportLot {
  readonly material: string;
  readonly name: string | null;
  readonly lot: string;
  readonly expiresOn: string | null;
  readonly recordedLab: Moment;
}

export interface GivenSummary {
  readonly name: string;
  readonly instrument: string;
  readonly unit: string;
  readonly count: number;
  readonly ok: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly simulated: boolean;
}

export interface SavedSummary {
  readonly name: string;
  readonly unit: string;
  readonly series: number;
  readonly count: number;
  readonly ok: number;
  readonly min: number | null;
  readonly median: number | null;
  readonly max: number | null;
  readonly lastMedian: number | null;
  readonly simulated: boolean;
}

export interface ReportWire {
  readonly instrument: string;
  readonly driver: string;
  readonly transport: string;
  readonly simulated: boolean;
  readonly queries: number;
  readonly setpoints: number;
  readonly actions: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly unknown: number;
  readonly unanswered: number;
  readonly medianMs: number | null;
  readonly maxMs: number | null;
}

export interface Span {
  readonly from: Moment;
  readonly to: Moment | null;
  readonly reason: string;
}

export interface ReportTimeline {
  readonly items: readonly TimelineItem[];
  readonly holds: readonly Span[];
  readonly pauses: readonly Span[];
}

/** One step instance as it went. */
export interface TimelineItem {
  readonly step: string;
  readonly iterationPath: string;
  /** The author's step that it belongs to. */
  readonly authored: string;
  /** By the compiler, around a move. */
  readonly inserted: boolean;
  readonly kind: string;
  readonly title: string;
  readonly status: StepStatus;
  readonly attempt: number;
  readonly lane: {
    readonly kind: 'instrument' | 'person' | 'run';
    readonly id: string;
    readonly person: string | null;
    readonly scripted: boolean;
  };
  readonly start: Moment | null;
  readonly end: Moment | null;
  readonly durationMs: number | null;
  readonly expectedMs: number;
  readonly hold: { readonly from: Moment; readonly due: Moment | null; readonly to: Moment | null; readonly overMs: number | null } | null;
  readonly waits: readonly Span[];
  readonly interruptions: readonly Span[];
  readonly deviations: readonly ReportDeviation[];
  readonly troubles: readonly {
    readonly atLab: Moment;
    readonly what: string;
    readonly message: string | null;
    readonly actor: string;
  }[];
}

/** What a person was asked to do, and what she brought. */
export interface ReportTask {
  readonly step: string;
  readonly title: string;
  readonly instruction: string;
  readonly role: string;
  readonly status: string;
  readonly by: string | null;
  /** By the scripted operator of a simulated lab. */
  readonly scripted: boolean;
  readonly openedLab: Moment;
  readonly completedLab: Moment | null;
  readonly note: string;
  readonly evidence: readonly ReportEvidence[];
}

export interface ReportEvidence {
  readonly id: string;
  readonly kind: string;
  readonly prompt: string | null;
  readonly unit: string | null;
  /** As it was given; null while it is missing. */
  readonly value: unknown;
}

export interface ReportInstrument {
  readonly id: string;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly serialNumber: string | null;
  readonly firmware: string | null;
  readonly driver: string;
  readonly driverVersion: string | null;
  /** Its driver was proven on this instrument's real hardware; null where nobody knows. */
  readonly verifiedOnHardware: boolean | null;
  readonly simulated: boolean;
}

export interface CurvePoint {
  readonly atLab: Moment;
  readonly value: number;
  /** Bounds of what was read at once, such as of the wells of a sample. */
  readonly low?: number;
  readonly high?: number;
}

export interface CurveSeries {
  readonly name: string;
  readonly points: readonly CurvePoint[];
  /** How many values there were before thinning. */
  readonly of: number;
}

export interface ReportCurve {
  readonly id: string;
  readonly title: string;
  readonly label: string;
  readonly unit: string;
  readonly series: readonly CurveSeries[];
  /** What a point is, such as "median of the wells of a sample, with the lowest and the highest". */
  readonly points: string;
  readonly simulated: boolean;
}

export interface ReportPlate {
  readonly figure: PlateFigure;
  readonly atLab: Moment;
  readonly step: string;
  readonly iterationPath: string;
  readonly labware: string;
  /** Number of this series, from 1, and how many there were. */
  readonly series: number;
  readonly of: number;
}
