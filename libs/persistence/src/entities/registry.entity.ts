import type { ActivityState, DriverManifest, LinkState, RestartPolicy, ServiceState } from '@labwright/domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The time of the lab: one row. */
@Entity({ schema: 'lab', name: 'lab_clock' })
export class LabClockEntity {
  @PrimaryColumn('boolean', { default: true }) id!: boolean;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) wallAnchor!: Date;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) labAnchor!: Date;
  @Column('double precision', { default: 1 }) rate!: number;
  @Column('double precision', { default: 1 }) scale!: number;
  @Column('boolean', { default: false }) simulated!: boolean;
}

/** What the bench agents can drive; they write it at their start, api and compiler read it. */
@Entity({ schema: 'lab', name: 'drivers' })
export class DriverEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text') version!: string;
  @Column('jsonb') manifest!: DriverManifest;
  @Column('jsonb') settingsSchema!: Record<string, unknown>;
  @Column('timestamptz', { default: () => 'now()' }) updatedAt!: Date;
}

/** A dispatcher process that is, or was, alive. */
@Entity({ schema: 'lab', name: 'agents' })
export class AgentEntity {
  @PrimaryColumn('text') name!: string;
  @Column('text') instance!: string;
  @Column('text') machine!: string;
  @Column('timestamptz', { default: () => 'now()' }) startedAt!: Date;
  @Column('timestamptz', { default: () => 'now()' }) seenAt!: Date;
  /** Where it takes emergency stops, and the token that it wants to see. */
  @Column('text', { nullable: true }) controlUrl!: string | null;
  @Column('text', { nullable: true, select: false }) controlToken!: string | null;
}

export interface InstrumentLimits {
  readonly [capabilityAndParameter: string]: { readonly min: number; readonly max: number };
}

/** A registered device. Its state is in three fields: link, activity and service. */
@Entity({ schema: 'lab', name: 'instruments' })
export class InstrumentEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text') driver!: string;
  @Column('text') url!: string;
  @Column('text') agent!: string;
  @Column('jsonb', { default: {} }) settings!: Record<string, unknown>;
  @Column('jsonb', { default: {} }) limits!: InstrumentLimits;
  @Column('text', { default: '' }) location!: string;
  @Column('boolean') simulated!: boolean;
  @Column('text', { default: 'offline' }) link!: LinkState;
  @Column('text', { default: 'not connected yet' }) linkReason!: string;
  @Column('text', { default: 'idle' }) activity!: ActivityState;
  @Column('text', { default: 'available' }) service!: ServiceState;
  @Column('text', { default: '' }) serviceReason!: string;
  @Column('jsonb', { nullable: true }) identity!: Record<string, unknown> | null;
  @Column('timestamptz', { nullable: true }) lastSeenAt!: Date | null;
  @Column('text', { default: 'hold' }) onRestart!: RestartPolicy;
  /** Last day on which its calibration counts, YYYY-MM-DD; null where nobody keeps one. */
  @Column('date', { nullable: true }) calibrationDue!: string | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
}

/** Ownership of an instrument by one process, for one epoch. */
@Entity({ schema: 'lab', name: 'leases' })
export class LeaseEntity {
  @PrimaryColumn('text') instrumentId!: string;
  @Column('bigint', { default: 0 }) epoch!: string;
  @Column('text', { default: '' }) owner!: string;
  @Column('text', { default: '' }) agent!: string;
  @Column('text', { default: '' }) machine!: string;
  @Column('timestamptz', { default: () => "'-infinity'" }) expiresAt!: Date;
}

/** What api wants from a device; the bench agent answers in the same row. */
@Entity({ schema: 'lab', name: 'agent_requests' })
export class AgentRequestEntity {
  @PrimaryColumn('uuid', { default: () => 'gen_random_uuid()' }) id!: string;
  @Column('text') instrumentId!: string;
  @Column('text') kind!: 'test';
  @Column('text') requestedBy!: string;
  @Column('text', { default: 'pending' }) status!: 'pending' | 'done' | 'failed';
  @Column('jsonb', { nullable: true }) result!: Record<string, unknown> | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { nullable: true }) finishedAt!: Date | null;
}

/** Where labware can be. `bench` and `waste` hold any number, a nest holds one. */
@Entity({ schema: 'lab', name: 'places' })
export class PlaceEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text') kind!: 'nest' | 'bench' | 'waste' | 'storage';
  @Column('text', { nullable: true }) instrumentId!: string | null;
}
