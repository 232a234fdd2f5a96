import type { PrincipalKind, Role, Scope } from '@labwright/domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person or a service that may act. */
@Entity({ schema: 'lab', name: 'principals' })
export class PrincipalEntity {
  @PrimaryColumn('uuid', { default: () => 'gen_random_uuid()' }) id!: string;
  @Column('text', { unique: true }) name!: string;
  @Column('text') kind!: PrincipalKind;
  @Column('text', { array: true }) roles!: Role[];
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { nullable: true }) disabledAt!: Date | null;
  /** Argon2id; null for whoever has no password. */
  @Column('text', { nullable: true, select: false }) passwordHash!: string | null;
  @Column('timestamptz', { nullable: true }) passwordSetAt!: Date | null;
}

/** A key is shown once and kept as SHA-256: it is 32 random bytes, so a slow hash would add nothing. */
@Entity({ schema: 'lab', name: 'api_keys' })
export class ApiKeyEntity {
  @PrimaryColumn('uuid', { default: () => 'gen_random_uuid()' }) id!: string;
  @Column('uuid') principalId!: string;
  @Column('text', { default: '' }) label!: string;
  /** First characters, by which people tell keys apart. */
  @Column('text') prefix!: string;
  @Column('bytea', { unique: true }) hash!: Buffer;
  /** What it is limited to; null for whatever its principal may. */
  @Column('text', { array: true, nullable: true }) scopes!: Scope[] | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz', { nullable: true }) revokedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) lastUsedAt!: Date | null;
}
