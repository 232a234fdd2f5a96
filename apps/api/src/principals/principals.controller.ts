import { LabError } from '@labwright/domain';
import {
  changePrincipal,
  createKey,
  createPrincipal,
  csrfTokenOf,
  needRolesFor,
  newSetupToken,
  revokeKey,
  type NewKey,
  type Principal,
} from '@labwright/execution';
import { Database, listPrincipals, readPrincipal, type PrincipalRow } from '@labwright/persistence';
import { Body, Controller, Delete, Get, Param, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Caller, actingOf } from '../access/caller';
import { sessionTokenOf } from '../access/session-cookie';
import type { ApiRequest } from '../http/api-request';
import { UuidSchema } from '../http/field.schema';
import { pageOf, unknownCursor, type Page } from '../http/page.schema';
import { Operation } from '../openapi/operation';
import { PasswordLinkSchema } from '../sessions/session.schema';
import { meOf } from './me';
import {
  MeSchema,
  NewKeyRequestSchema,
  NewKeySchema,
  NewPrincipalSchema,
  PrincipalChangeSchema,
  PrincipalPageSchema,
  PrincipalQuerySchema,
  PrincipalSchema,
  type NewKeyRequest,
  type NewPrincipal,
  type PrincipalChangeRequest,
  type PrincipalQuery,
} from './principal.schema';

const DAY_MS = 86_400_000;

@ApiTags('principals')
@Controller('v1')
export class PrincipalsController {
  constructor(private readonly database: Database) {}

  @Get('me')
  @Operation({ summary: 'Tells who is calling, and what this key or session is good for', answers: MeSchema })
  getMe(@Caller() caller: Principal, @Req() request: ApiRequest): z.input<typeof MeSchema> {
    const token = caller.sessionId === null ? undefined : sessionTokenOf(request);
    return meOf(caller, token === undefined ? null : csrfTokenOf(token));
  }

  @Get('principals')
  @Operation({ summary: 'Lists principals by name', answers: PrincipalPageSchema })
  async listPrincipals(@Query({ schema: PrincipalQuerySchema }) { after, limit }: PrincipalQuery): Promise<Page<PrincipalRow>> {
    if (after !== undefined && !(await readPrincipal(this.database, after))) throw unknownCursor(after);
    return pageOf(await listPrincipals(this.database, { after, limit: limit + 1 }), limit, (principal) => principal.id);
  }

  @Post('principals')
  @Operation({ summary: 'Creates a principal, without a key', status: 201, answers: PrincipalSchema, body: 'json' })
  async createPrincipal(
    @Body({ schema: NewPrincipalSchema }) { name, kind, roles }: NewPrincipal,
    @Caller() caller: Principal,
  ): Promise<PrincipalRow> {
    needRolesFor(kind, roles, (reason) => {
      throw new LabError('INPUT_INVALID', reason, { path: '/roles' });
    });
    const { id } = await this.database.transaction((tx) => createPrincipal(tx, name, kind, roles, actingOf(caller).actor));
    return this.getPrincipal(id);
  }

  @Patch('principals/:id')
  @Operation({ summary: 'Changes the roles of a principal, disables it or enables it again', answers: PrincipalSchema, body: 'json' })
  async changePrincipal(
    @Param('id', { schema: UuidSchema }) id: string,
    @Body({ schema: PrincipalChangeSchema }) change: PrincipalChangeRequest,
    @Caller() caller: Principal,
  ): Promise<PrincipalRow> {
    await this.database.transaction((tx) => changePrincipal(tx, id, change, actingOf(caller).actor));
    return this.getPrincipal(id);
  }

  @Post('principals/:id/password-link')
  @Operation({
    summary: 'Gives a link by which a person sets a password, once, within a day',
    description: 'It is shown once. Links that were given before end.',
    status: 201,
    answers: PasswordLinkSchema,
  })
  async givePasswordLink(
    @Param('id', { schema: UuidSchema }) id: string,
    @Caller() caller: Principal,
  ): Promise<z.input<typeof PasswordLinkSchema>> {
    const { token, expiresAt } = await this.database.transaction((tx) => newSetupToken(tx, id, actingOf(caller).actor));
    return { path: `/setup#${token}`, expiresAt };
  }

  @Get('principals/:id')
  @Operation({ summary: 'Shows a principal with its keys', answers: PrincipalSchema })
  async getPrincipal(@Param('id', { schema: UuidSchema }) id: string): Promise<PrincipalRow> {
    const row = await readPrincipal(this.database, id);
    if (row) return row;
    throw new LabError('NOT_FOUND', `there is no principal ${id}; GET /v1/principals lists them`, { kind: 'principal', id });
  }

  @Post('principals/:id/keys')
  @Operation({ summary: 'Gives a principal a new key, which is shown once', status: 201, answers: NewKeySchema, body: 'json' })
  createKey(
    @Param('id', { schema: UuidSchema }) id: string,
    @Body({ schema: NewKeyRequestSchema.default({ label: '' }) }) { label, days, scopes }: NewKeyRequest,
    @Caller() caller: Principal,
  ): Promise<NewKey> {
    return this.database.transaction(async (tx) => {
      const expiresAt = days === undefined ? null : new Date((await tx.wallNow()).getTime() + days * DAY_MS);
      return createKey(tx, id, label, { expiresAt, scopes: scopes ?? null }, actingOf(caller).actor);
    });
  }

  @Delete('keys/:id')
  @Operation({ summary: 'Ends a key at once', status: 204, answers: null })
  revokeKey(@Param('id', { schema: UuidSchema }) id: string, @Caller() caller: Principal): Promise<void> {
    return this.database.transaction((tx) => revokeKey(tx, id, actingOf(caller).actor));
  }
}
