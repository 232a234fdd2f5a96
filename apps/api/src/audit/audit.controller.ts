import type { AuditEntry, ChainHead } from '@labwright/audit';
import { Database, canRewriteAudit, listAudit, readAuditHead } from '@labwright/persistence';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { pageOf, type Page } from '../http/page.schema';
import { Operation } from '../openapi/operation';
import { AuditHeadSchema, AuditPageSchema, AuditQuerySchema, type AuditQuery } from './audit.schema';

@ApiTags('audit')
@Controller('v1/audit')
export class AuditController {
  constructor(private readonly database: Database) {}

  @Get()
  @Operation({
    summary: 'Lists entries of the audit log in their order',
    description:
      'With `after=0` and no filter this is the whole chain: each `hash` is SHA-256 of the canonical JSON (RFC 8785) of the other fields, and each `previous` the hash before. `labwright audit verify` checks it.',
    answers: AuditPageSchema,
  })
  async listAudit(@Query({ schema: AuditQuerySchema }) { after = '0', limit, ...filter }: AuditQuery): Promise<Page<AuditEntry>> {
    const rows = await listAudit(this.database, { ...filter, after: Number(after), limit: limit + 1 });
    return pageOf(rows, limit, ({ sequence }) => String(sequence));
  }

  @Get('head')
  @Operation({ summary: 'Tells the newest entry of the audit log', answers: AuditHeadSchema })
  async readAuditHead(): Promise<ChainHead & { readonly protected: boolean }> {
    const head = await readAuditHead(this.database);
    return { ...head, protected: !(await canRewriteAudit(this.database)) };
  }
}
