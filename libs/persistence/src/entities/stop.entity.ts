import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody's emergency stop: of the whole lab, or of one instrument. */
@Entity({ schema: 'lab', name: 'stop_requests' })
export class StopRequestEntity {
  @PrimaryColumn('uuid') id!: string;
  /** Null: the whole lab. */
  @Column('text', { nullable: true }) instrumentId!: string | null;
  /** `user:<name>`, `control:<agent>` or `signal:<agent>`. */
  @Column('text') requestedBy!: string;
  @Column('text') reason!: string;
  @Column('text') via!: 'api' | 'control_port' | 'signal';
  @Column('timestamptz') requestedAt!: Date;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) recordedAt!: Date;
}

/** What became of a stop at one instrument. It stands until `rearmedAt`. */
@Entity({ schema: 'lab', name: 'stops' })
export class StopEntity {
  @PrimaryColumn('uuid') requestId!: string;
  @PrimaryColumn('text') instrumentId!: string;
  /** Service state that it goes back to. */
  @Column('text') serviceBefore!: string;
  @Column('text', { default: 'requested' }) outcome!: 'requested' | 'confirmed' | 'unconfirmed';
  /** Wall milliseconds from the request, as its bench agent had it, to the last stop command; null while none was written. */
  @Column('double precision', { nullable: true }) sentMs!: number | null;
  /** To the confirmed safe state, or to the end of the wait for it. */
  @Column('double precision', { nullable: true }) settledMs!: number | null;
  @Column('text', { default: '' }) evidence!: string;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) stoppedAt!: Date;
  @Column('timestamptz', { nullable: true }) rearmedAt!: Date | null;
  @Column('text', { nullable: true }) rearmedBy!: string | null;
}
