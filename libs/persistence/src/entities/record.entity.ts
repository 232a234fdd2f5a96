import type { EventType, ReadingQuality } from '@labwright/domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One command on the wire. The row of a `setpoint` or an `action` is committed before its first byte; a row without outcome is unanswered. */
@Entity({ schema: 'lab', name: 'commands' })
export class CommandEntity {
  @PrimaryColumn('uuid') id!: string;
  /** Order of storing; the order on the wire is (intentAt, seq). */
  @Column({ type: 'bigint', unique: true, insert: false, update: false }) seq!: string;
  @Column('text') instrumentId!: string;
  @Column('bigint') epoch!: string;
  @Column('uuid', { nullable: true }) runId!: string | null;
  @Column('uuid', { nullable: true }) stepInstanceId!: string | null;
  @Column('integer', { nullable: true }) attempt!: number | null;
  @Column('text') kind!: 'query' | 'setpoint' | 'action';
  @Column('text') label!: string;
  @Column('bytea') intentBytes!: Buffer;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) intentAt!: Date;
  @Column('timestamptz', { default: () => 'lab.lab_now()' }) intentLab!: Date;
  @Column('bytea', { nullable: true }) replyBytes!: Buffer | null;
  @Column('timestamptz', { nullable: true }) repliedAt!: Date | null;
  @Column('double precision', { nullable: true }) durationMs!: number | null;
  @Column('text', { nullable: true }) outcome!: 'succeeded' | 'failed' | 'unknown' | null;
  @Column('jsonb', { nullable: true }) error!: Record<string, unknown> | null;
}

/** A value with unit, time, quality, and the bytes that it came from. */
@Entity({ schema: 'lab', name: 'readings' })
export class ReadingEntity {
  @PrimaryColumn('bigint') id!: string;
  @Column('uuid', { nullable: true }) runId!: string | null;
  @Column('uuid', { nullable: true }) stepInstanceId!: string | null;
  @Column('text') instrumentId!: string;
  @Column('text') name!: string;
  @Column('text', { default: '' }) well!: string;
  @Column('double precision', { nullable: true }) value!: number | null;
  @Column('text') unit!: string;
  @Column('text') quality!: ReadingQuality;
  @Column('double precision', { nullable: true }) wavelength!: number | null;
  @Column('double precision', { nullable: true }) target!: number | null;
  @Column('bytea') raw!: Buffer;
  @Column('boolean') simulated!: boolean;
  @Column('uuid') commandId!: string;
  @Column('timestamptz') atWall!: Date;
  @Column('timestamptz') atLab!: Date;
}

/** What happened. Its order is that of the column `xid`, whose type TypeORM does not know: `readEvents` is the way to read. */
@Entity({ schema: 'lab', name: 'events' })
export class EventEntity {
  @PrimaryColumn('bigint') id!: string;
  @Column('text') type!: EventType;
  @Column('uuid', { nullable: true }) runId!: string | null;
  @Column('uuid', { nullable: true }) stepInstanceId!: string | null;
  @Column('text', { nullable: true }) instrumentId!: string | null;
  @Column('text') actor!: string;
  @Column('jsonb', { default: {} }) data!: Record<string, unknown>;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) atWall!: Date;
  @Column('timestamptz', { default: () => 'lab.lab_now()' }) atLab!: Date;
}

/** A wake-up on its way to a queue; it carries row ids, never decisions. */
@Entity({ schema: 'lab', name: 'outbox' })
export class OutboxEntity {
  @PrimaryColumn('bigint') id!: string;
  @Column('text') queue!: string;
  @Column('text') name!: string;
  @Column('jsonb') payload!: Record<string, unknown>;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) createdAt!: Date;
}
