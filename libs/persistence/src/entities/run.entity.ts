import type { Quantity, RecoveryChoice, RecoveryOption, RunState, RunStatus, StepStatus, TaskStatus, Verdict } from '@labwright/domain';
import type { Plan, PlanConsult, PlanEvidence, PlanOperatorStep, PlanSetting, PlanStep } from '@labwright/protocol';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One execution of an approved protocol. */
@Entity({ schema: 'lab', name: 'runs' })
export class RunEntity {
  @PrimaryColumn('uuid', { default: () => 'gen_random_uuid()' }) id!: string;
  @Column('text') protocolHash!: string;
  @Column('uuid') reviewId!: string;
  @Column('jsonb') parameters!: Record<string, Quantity>;
  @Column('jsonb') plan!: Plan;
  @Column('text') planHash!: string;
  @Column('text') status!: RunStatus;
  @Column('jsonb') state!: RunState;
  @Column('integer', { default: 0 }) priority!: number;
  @Column('uuid') createdBy!: string;
  @Column('text', { nullable: true }) idempotencyKey!: string | null;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) createdAt!: Date;
  @Column('timestamptz', { nullable: true }) startedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) startedLab!: Date | null;
  @Column('timestamptz', { nullable: true }) endedLab!: Date | null;
}

/**
 * A step at one place of a run: (step id, iteration path), such as `read_od` in `until_induction/3`. Steps in steps become instances when
 * their round or case begins.
 */
@Entity({ schema: 'lab', name: 'step_instances' })
export class StepInstanceEntity {
  @PrimaryColumn('uuid', { default: () => 'gen_random_uuid()' }) id!: string;
  @Column('uuid') runId!: string;
  @Column('text') stepId!: string;
  @Column('text', { default: '' }) iterationPath!: string;
  /** Where it stands among all steps: its number in its list, after the position and the round or case of the step around it. */
  @Column('integer', { array: true }) position!: number[];
  /** The step around it. */
  @Column('uuid', { nullable: true }) parentId!: string | null;
  /** Of a repeat: rounds begun. Of a decision: the case chosen, from 1; the last is `else`. */
  @Column('integer', { default: 0 }) round!: number;
  /** Of a repeat between two rounds. */
  @Column('timestamptz', { nullable: true }) nextRoundLab!: Date | null;
  /** While its instrument nears a state that takes minutes, such as a temperature: how long that may take, lab milliseconds. */
  @Column('double precision', { nullable: true }) settlingMs!: number | null;
  @Column('text') kind!: PlanStep['kind'];
  /** The plan's step, as frozen at the start of the run; stops that a cancel adds are not in the plan. */
  @Column('jsonb') definition!: PlanStep;
  @Column('text', { nullable: true }) instrumentId!: string | null;
  @Column('text') status!: StepStatus;
  @Column('integer', { default: 0 }) attempt!: number;
  /** While it waits: for what, in words. */
  @Column('text', { nullable: true }) waitingFor!: string | null;
  /** While it waits for a place: which. */
  @Column('text', { nullable: true }) waitingPlace!: string | null;
  @Column('jsonb', { nullable: true }) error!: Record<string, unknown> | null;
  @Column('timestamptz', { nullable: true }) dispatchedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) startedLab!: Date | null;
  @Column('timestamptz', { nullable: true }) holdStartedLab!: Date | null;
  @Column('timestamptz', { nullable: true }) holdDueLab!: Date | null;
  /** Until when its state was kept after the hold, as the next step found it. */
  @Column('timestamptz', { nullable: true }) holdEndedLab!: Date | null;
  /** Its window cannot be met any more: a person is asked, or it starts all the same. */
  @Column('text', { nullable: true }) windowMissed!: 'asked' | 'accepted' | null;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) endedLab!: Date | null;
}

/** One try of a step instance; its number makes a late job harmless. */
@Entity({ schema: 'lab', name: 'attempts' })
export class AttemptEntity {
  @PrimaryColumn('uuid') stepInstanceId!: string;
  @PrimaryColumn('integer') number!: number;
  @Column('text', { nullable: true }) instrumentId!: string | null;
  @Column('bigint', { nullable: true }) epoch!: string | null;
  @Column('text', { nullable: true }) owner!: string | null;
  @Column('text') status!: string;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) dispatchedAt!: Date;
  @Column('timestamptz', { nullable: true }) claimedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  @Column('jsonb', { nullable: true }) error!: Record<string, unknown> | null;
  /** Of an attempt in doubt: what its instrument said; null while it has not been asked. */
  @Column('text', { nullable: true }) verdict!: Verdict | null;
  /** What was asked and answered, for people. */
  @Column('text', { nullable: true }) evidence!: string | null;
}

/** One piece of labware of a run; it is at exactly one place. */
@Entity({ schema: 'lab', name: 'labware' })
export class LabwareEntity {
  @PrimaryColumn('uuid', { default: () => 'gen_random_uuid()' }) id!: string;
  @Column('uuid') runId!: string;
  @Column('text') name!: string;
  @Column('text') type!: string;
  @Column('text', { nullable: true }) barcode!: string | null;
  @Column('text') placeId!: string;
}

/** The right of a run to a nest, from the move in until the confirmed move out. */
@Entity({ schema: 'lab', name: 'reservations' })
export class ReservationEntity {
  @PrimaryColumn('uuid', { default: () => 'gen_random_uuid()' }) id!: string;
  @Column('text') placeId!: string;
  /** The nest that the plan names; on an instrument with several that are alike the run may have got another one. */
  @Column('text') plannedPlace!: string;
  @Column('text') instrumentId!: string;
  @Column('uuid') runId!: string;
  @Column('uuid') stepInstanceId!: string;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) reservedAt!: Date;
  @Column('timestamptz', { nullable: true }) releasedAt!: Date | null;
  /** What the run sets on the instrument meanwhile, sorted; null where the instrument has one nest. */
  @Column('jsonb', { nullable: true }) settings!: PlanSetting[] | null;
}

/** A step done or answered by a person. */
@Entity({ schema: 'lab', name: 'operator_tasks' })
export class OperatorTaskEntity {
  @PrimaryColumn('uuid', { default: () => 'gen_random_uuid()' }) id!: string;
  @Column('uuid') runId!: string;
  @Column('uuid') stepInstanceId!: string;
  @Column('integer') attempt!: number;
  @Column('text', { default: 'operator' }) kind!: 'operator' | 'consult' | 'recovery';
  @Column('text') status!: TaskStatus;
  @Column('text') role!: string;
  @Column('text') title!: string;
  @Column('text') instruction!: string;
  @Column('text', { nullable: true }) say!: string | null;
  @Column('jsonb') moves!: PlanOperatorStep['moves'];
  @Column('jsonb') evidence!: PlanEvidence[];
  /** Of a consult: names of saved readings to show. */
  @Column('text', { array: true, default: {} }) shows!: string[];
  /** Of a consult: what may be adjusted, inside which bounds. */
  @Column('jsonb', { default: [] }) adjust!: PlanConsult['adjust'];
  /** Of a consult, or of a recovery task. */
  @Column('jsonb', { nullable: true }) answer!: ConsultAnswer | RecoveryAnswer | null;
  /** Of a recovery task: what holds the run. */
  @Column('jsonb', { nullable: true }) recovery!: RecoveryFacts | null;
  @Column('uuid', { nullable: true }) claimedBy!: string | null;
  @Column('timestamptz', { nullable: true }) claimedAt!: Date | null;
  @Column('uuid', { nullable: true }) completedBy!: string | null;
  @Column('timestamptz', { nullable: true }) completedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) completedLab!: Date | null;
  /** Done by the scripted operator of a simulated lab, not by a person. */
  @Column('boolean', { default: false }) scripted!: boolean;
  @Column('text', { default: '' }) note!: string;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) openedAt!: Date;
  @Column('timestamptz') openedLab!: Date;
  @Column('timestamptz', { nullable: true }) dueLab!: Date | null;
}

/** What a person answered to a recovery task. */
export interface RecoveryAnswer {
  readonly choice: RecoveryChoice;
}

/** What holds a run, as it was when it was held. */
export interface RecoveryFacts {
  /** As the run gives it among its reasons to be held. */
  readonly reason: string;
  /** Whether its step is asked about, or only the run. */
  readonly asksStep: boolean;
  readonly instrument: string | null;
  /** In the order in which it happened. */
  readonly evidence: readonly RecoveryEvidence[];
  readonly options: readonly RecoveryOption[];
}

export interface RecoveryEvidence {
  readonly what: 'error' | 'sent' | 'answered' | 'asked' | 'reading';
  readonly text: string;
  /** Wall time; null where nobody knows. */
  readonly at: string | null;
}

/** What a person answered to a consult. */
export interface ConsultAnswer {
  readonly choice: 'continue' | 'adjust' | 'stop';
  /** In canonical units. */
  readonly adjusted: readonly { readonly param: string; readonly from: number; readonly to: number }[];
}

/** What an operator brought for a task. */
@Entity({ schema: 'lab', name: 'evidence' })
export class EvidenceEntity {
  @PrimaryColumn('uuid', { default: () => 'gen_random_uuid()' }) id!: string;
  @Column('uuid') taskId!: string;
  @Column('text') evidenceId!: string;
  @Column('text') kind!: PlanEvidence['kind'];
  @Column('jsonb') value!: unknown;
  @Column('uuid') recordedBy!: string;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) recordedAt!: Date;
}

/** A moment in lab time at which a step goes on; the dispatcher's loop fires it. */
@Entity({ schema: 'lab', name: 'timers' })
export class TimerEntity {
  @PrimaryColumn('uuid', { default: () => 'gen_random_uuid()' }) id!: string;
  @Column('text') kind!: 'hold_over' | 'wait_over' | 'round_due' | 'window_opens';
  @Column('uuid') runId!: string;
  @Column('uuid') stepInstanceId!: string;
  @Column('integer') attempt!: number;
  @Column('timestamptz') dueLab!: Date;
  @Column('timestamptz', { nullable: true }) firedAt!: Date | null;
}
