import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One act. Number, times, link and hash are the database's; `libs/audit` says what the fields mean. */
@Entity({ schema: 'lab', name: 'audit' })
export class AuditEntity {
  @PrimaryColumn('bigint') sequence!: string;
  @Column('timestamptz') atWall!: Date;
  @Column('timestamptz') atLab!: Date;
  @Column('uuid', { nullable: true }) actorId!: string | null;
  @Column('text') actor!: string;
  @Column('text') actorKind!: string;
  @Column('text') credential!: string;
  @Column('text') act!: string;
  @Column('text') subjectKind!: string;
  @Column('text') subjectId!: string;
  @Column('text') changed!: string;
  @Column('text') reason!: string;
  @Column('text') requestId!: string;
  @Column('text') previous!: string;
  @Column('text') hash!: string;
}

/** The newest entry, as the log itself knows it. One row. */
@Entity({ schema: 'lab', name: 'audit_head' })
export class AuditHeadEntity {
  @PrimaryColumn('boolean') id!: boolean;
  @Column('bigint') sequence!: string;
  @Column('text') hash!: string;
}
