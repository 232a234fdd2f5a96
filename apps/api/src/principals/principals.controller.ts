import { LabError } from '@labwright/domain';
import { createKey, createPrincipal, revokeKey, type NewKey, type Principal } from '@labwright/execution';
import { Database, listPrincipals, readPrincipal, type PrincipalRow } from '@labwright/persistence';
import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, actingOf } from '../access/caller';
import { UuidSchema } from '../http/field.schema';
import { pageOf, unknownCursor, type Page } from '../http/page.schema';
import { Operation } from '../openapi/operation';
import {
  MeSchema,
  NewKeyRequestSchema,
  NewKeySchema,
  NewPrincipalSchema,
  PrincipalPageSchema,
  PrincipalQuerySchema,
  PrincipalSchema,
  type NewKeyRequest,
  type NewPrincipal,
  type PrincipalQuery,
} from './principal.schema';

const DAY_MS = 86_400_000;

@ApiTags('principals')
@Controller('v1')
export class PrincipalsController {
  constructor(private readonly database: Database) {}

  @Get('me')
  @Operation({ summary: 'Tells who the key belongs to', answers: MeSchema })
  getMe(@Caller() caller: Principal): Principal {
    return caller;
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
    const { id } = await this.database.transaction((tx) => createPrincipal(tx, name, kind, roles, actingOf(caller).actor));
    return this.getPrincipal(id);
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
    @Body({ schema: NewKeyRequestSchema.default({ label: '' }) }) { label, days }: NewKeyRequest,
    @Caller() caller: Principal,
  ): Promise<NewKey> {
    return this.database.transaction(async (tx) => {
      const expiresAt = days === undefined ? null : new Date((await tx.wallNow()).getTime() + days * DAY_MS);
      return createKey(tx, id, label, expiresAt, actingOf(caller).actor);
    });
  }

  @Delete('keys/:id')
  @Operation({ summary: 'Ends a key at once', status: 204, answers: null })
  revokeKey(@Param('id', { schema: UuidSchema }) id: string, @Caller() caller: Principal): Promise<void> {
    return this.database.transaction((tx) => revokeKey(tx, id, actingOf(caller).actor));
  }
}
