import type { Quantity, ReviewStatus, Role } from '@labwright/domain';
import type { Diagnostic } from '@labwright/protocol';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A protocol as submitted, named by the hash of its content. Never changed: an edit is another row. */
@Entity({ schema: 'lab', name: 'protocols' })
export class ProtocolEntity {
  @PrimaryColumn('text') hash!: string;
  @Column('text') name!: string;
  @Column('text') version!: string;
  @Column('text') title!: string;
  @Column('jsonb') document!: unknown;
  /** The text as it came, byte for byte. */
  @Column('text') source!: string;
  @Column('uuid') author!: string;
  @Column('text') status!: ReviewStatus;
  @Column('jsonb', { default: [] }) diagnostics!: Diagnostic[];
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
}

/** The limits under which a protocol was approved; a run may re-bind to other instruments only inside them. */
export interface Envelope {
  readonly simulatedOnly: boolean;
  /** Highest and lowest value of each quantity that the plan asks of an instrument, in canonical units. */
  readonly limits: Readonly<Record<string, { readonly min: number; readonly max: number }>>;
}

export type SignedWith = 'password' | 'key' | 'none';

/** A signed decision. An approval signs the hash over protocol, resolved parameters, envelope and policy version. */
@Entity({ schema: 'lab', name: 'reviews' })
export class ReviewEntity {
  @PrimaryColumn('uuid', { default: () => 'gen_random_uuid()' }) id!: string;
  @Column('text') protocolHash!: string;
  @Column('text') decision!: 'approved' | 'rejected';
  @Column('jsonb') parameters!: Record<string, Quantity>;
  @Column('jsonb') envelope!: Envelope;
  @Column('text') policyVersion!: string;
  @Column('text') signedHash!: string;
  @Column('uuid') reviewer!: string;
  /** At the signing. */
  @Column('text', { array: true }) reviewerRoles!: Role[];
  /** With what the signer proved again to be the one; `none` only for what a program of the lab signs itself. */
  @Column('text', { default: 'none' }) signedWith!: SignedWith;
  @Column('text') meaning!: string;
  @Column('boolean', { default: false }) selfApproved!: boolean;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) revokedAt!: Date | null;
  @Column('uuid', { nullable: true }) revokedBy!: string | null;
  @Column('text', { nullable: true }) revocationReason!: string | null;
}
