import { LabError, Role } from '@labwright/domain';
import {
  approveProtocol,
  rejectHeld,
  rejectProtocol,
  releaseProtocol,
  revokeProtocol,
  submitProtocol,
  validateProtocol,
  type Principal,
} from '@labwright/execution';
import {
  Database,
  listProtocolSteps,
  listProtocols,
  listReviews,
  pgCode,
  readProtocol,
  readProtocolSource,
  type ProtocolSummaryRow,
  type ReviewRow,
} from '@labwright/persistence';
import { longestUnattended, type Plan } from '@labwright/protocol';
import { Body, Controller, Get, Headers, Param, Post, Query, Res } from '@nestjs/common';
import { ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Caller, actingOf } from '../access/caller';
import { ApiSettings } from '../api-settings';
import { HashSchema } from '../http/field.schema';
import { pageOf, unknownCursor, type Page } from '../http/page.schema';
import { TakesIdempotencyKey, idempotencyKey } from '../openapi/idempotency-key';
import { Operation } from '../openapi/operation';
import { Revalidated, tagged } from '../openapi/revalidation';
import {
  ApproveSchema,
  ProtocolPageSchema,
  ProtocolQuerySchema,
  ProtocolViewSchema,
  RejectSchema,
  ReleaseSchema,
  ReviewSchema,
  ValidationSchema,
  type Approve,
  type ProtocolQuery,
  type Reject,
  type Release,
} from './protocol.schema';
import { signerOf } from './signature';

/** How long a plan takes, and how much of that by hand. */
function timesOf({ expectedMs, schedule }: Plan) {
  const alone = longestUnattended(schedule);
  const { handsOnMs, criticalPath } = schedule;
  return { expectedMs, handsOnMs, longestUnattendedMs: alone ? alone.untilMs - alone.fromMs : 0, criticalPath };
}

@ApiTags('protocols')
@Controller('v1/protocols')
export class ProtocolsController {
  constructor(
    private readonly database: Database,
    private readonly settings: ApiSettings,
  ) {}

  @Post('validate')
  @Operation({ summary: 'Compiles a protocol on the fleet as it is now; keeps nothing', answers: ValidationSchema, body: 'protocol' })
  async validateProtocol(@Body() source: string | undefined): Promise<unknown> {
    const { hash, plan, diagnostics } = await this.database.transaction((tx) => validateProtocol(tx, source ?? ''));
    return { valid: plan !== null, hash, diagnostics, plan, takes: plan && timesOf(plan) };
  }

  @Post()
  @Operation({ summary: 'Submits a protocol for review', status: 201, answers: ProtocolViewSchema, body: 'protocol' })
  async submitProtocol(@Body() source: string | undefined, @Caller() caller: Principal): Promise<unknown> {
    const { hash } = await this.database.transaction((tx) => submitProtocol(tx, source ?? '', actingOf(caller)));
    return this.show(hash);
  }

  @Get()
  @Operation({ summary: 'Lists protocols, the newest first', answers: ProtocolPageSchema })
  async listProtocols(@Query({ schema: ProtocolQuerySchema }) { status, after, limit }: ProtocolQuery): Promise<Page<ProtocolSummaryRow>> {
    if (after !== undefined && (await readProtocolSource(this.database, after)) === null) throw unknownCursor(after);
    return pageOf(await listProtocols(this.database, { status, after, limit: limit + 1 }), limit, (protocol) => protocol.hash);
  }

  @Get(':hash')
  @Revalidated()
  @Operation({ summary: 'Shows a protocol with its document, diagnostics and reviews', answers: ProtocolViewSchema })
  async getProtocol(@Param('hash', { schema: HashSchema }) hash: string, @Res({ passthrough: true }) response: Response): Promise<unknown> {
    return tagged(response, await this.show(hash));
  }

  @Get(':hash/source')
  @ApiProduces('text/plain')
  @ApiResponse({ status: 200, description: 'The text as it came, byte for byte', schema: { type: 'string' } })
  @Operation({ summary: 'Gives the text of a protocol as it came', answers: null })
  async getProtocolSource(@Param('hash', { schema: HashSchema }) hash: string, @Res() response: Response): Promise<void> {
    const source = await readProtocolSource(this.database, hash);
    if (source === null) throw unknownProtocol(hash);
    // Plain text: it is to be read, and no program is to run it.
    response.type('text/plain; charset=utf-8').send(source);
  }

  @Post(':hash/approve')
  @TakesIdempotencyKey('the same approval')
  @Operation({ summary: 'Signs an approval of a protocol with these parameter values', status: 201, answers: ReviewSchema, body: 'json' })
  async approveProtocol(
    @Param('hash', { schema: HashSchema }) hash: string,
    @Body({ schema: ApproveSchema }) approval: Approve,
    @Headers('idempotency-key') key: string | undefined,
    @Caller() caller: Principal,
  ): Promise<ReviewRow | undefined> {
    const { credential, ...asked } = approval;
    const signer = await signerOf(this.database, caller, credential);
    const request = { hash, ...asked, idempotencyKey: idempotencyKey(key) };
    const approve = (): Promise<{ readonly id: string }> =>
      this.database.transaction((tx) => approveProtocol(tx, request, signer, this.settings.selfApprovalAllowed));
    const { id } = await approve().catch((error: unknown) => {
      // Two requests with one key at once, for two protocols: the slower one finds the approval of the other.
      if (request.idempotencyKey !== null && pgCode(error) === '23505') return approve();
      throw error;
    });
    return (await listReviews(this.database, hash)).find((review) => review.id === id);
  }

  @Post(':hash/reject')
  @Operation({
    summary: 'Signs a rejection of a protocol',
    description: 'Of one that screening holds by the biosafety officer, of any other by a reviewer.',
    answers: ProtocolViewSchema,
    body: 'json',
  })
  async rejectProtocol(
    @Param('hash', { schema: HashSchema }) hash: string,
    @Body({ schema: RejectSchema }) { reason, credential }: Reject,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    const signer = await signerOf(this.database, caller, credential);
    const { status } = await this.show(hash);
    const needed = status === 'held_biosafety' ? Role.biosafety_officer : Role.reviewer;
    if (!caller.roles.includes(needed)) {
      const message = `the protocol is ${status}, so rejecting it needs the role ${needed}`;
      throw new LabError('ACCESS_FORBIDDEN', message, { needed: [needed], has: caller.roles });
    }
    const reject = needed === Role.reviewer ? rejectProtocol : rejectHeld;
    await this.database.transaction((tx) => reject(tx, hash, reason, signer));
    return this.show(hash);
  }

  @Post(':hash/revoke')
  @Operation({
    summary: 'Takes all approvals of a protocol back, for good',
    description: 'Runs of it that are going on are held, and none of them can be started or go on. Another content has to be submitted.',
    answers: ProtocolViewSchema,
    body: 'json',
  })
  async revokeProtocol(
    @Param('hash', { schema: HashSchema }) hash: string,
    @Body({ schema: RejectSchema }) { reason, credential }: Reject,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    const signer = await signerOf(this.database, caller, credential);
    await this.database.transaction((tx) => revokeProtocol(tx, hash, reason, signer));
    return this.show(hash);
  }

  @Post(':hash/release')
  @Operation({
    summary: 'Releases a protocol that screening holds, so that it goes into review',
    description:
      'Exactly the findings that hold it now are released; another one, by a later list or policy, holds again. A protocol that is in review or approved already is released from what came later. Never by its author.',
    answers: ProtocolViewSchema,
    body: 'json',
  })
  async releaseProtocol(
    @Param('hash', { schema: HashSchema }) hash: string,
    @Body({ schema: ReleaseSchema }) { reason, credential }: Release,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    const signer = await signerOf(this.database, caller, credential);
    await this.database.transaction((tx) => releaseProtocol(tx, hash, reason, signer));
    return this.show(hash);
  }

  private async show(hash: string) {
    const protocol = await readProtocol(this.database, hash);
    if (!protocol) throw unknownProtocol(hash);
    return { ...protocol, reviews: await listReviews(this.database, hash), provenance: await listProtocolSteps(this.database, hash) };
  }
}

export function unknownProtocol(hash: string): LabError<'NOT_FOUND'> {
  return new LabError('NOT_FOUND', `there is no protocol ${hash}; GET /v1/protocols lists them`, { kind: 'protocol', id: hash });
}
