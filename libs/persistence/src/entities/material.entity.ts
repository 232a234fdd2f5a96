import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One batch of a material, as its bottle says. */
@Entity({ schema: 'lab', name: 'lots' })
export class LotEntity {
  @PrimaryColumn('uuid', { default: () => 'gen_random_uuid()' }) id!: string;
  /** What is written on the bottle: the protocol's name of the material, or its id. */
  @Column('text') material!: string;
  @Column('text') lot!: string;
  /** Last day on which it may be used, `2027-01-31`; null where the bottle names none. */
  @Column('date', { nullable: true }) expiresOn!: string | null;
  @Column('text', { default: '' }) note!: string;
  @Column('uuid') registeredBy!: string;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) registeredAt!: Date;
}

/** The lot of a material that a run was given in one of its tasks. */
@Entity({ schema: 'lab', name: 'run_materials' })
export class RunMaterialEntity {
  @PrimaryColumn('bigint') id!: string;
  @Column('uuid') runId!: string;
  /** Id of the material in the protocol. */
  @Column('text') material!: string;
  @Column('uuid') lotId!: string;
  @Column('uuid') taskId!: string;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) recordedAt!: Date;
  @Column('timestamptz', { default: () => 'lab.lab_now()' }) recordedLab!: Date;
}

/** A photo, once for all tasks that show it: its name is the hash of its bytes. */
@Entity({ schema: 'lab', name: 'photos' })
export class PhotoEntity {
  @PrimaryColumn('text') sha256!: string;
  @Column('text') mediaType!: 'image/jpeg' | 'image/png' | 'image/webp';
  @Column('bytea', { select: false }) bytes!: Buffer;
  @Column('integer') size!: number;
  /** Pixels; null where its header does not say. */
  @Column('integer', { nullable: true }) width!: number | null;
  @Column('integer', { nullable: true }) height!: number | null;
  @Column('uuid') uploadedBy!: string;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) uploadedAt!: Date;
}
