import { compileForLab } from '@labwright/execution';
import { LabError } from '@labwright/domain';
import { Database, listProtocolSteps, listVersions, readProtocol, type ProtocolRow, type ProtocolSummaryRow } from '@labwright/persistence';
import { ProtocolSchema, diffProtocols, renderProcedure, renderTimeline, type Plan, type Protocol } from '@labwright/protocol';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { HashSchema } from '../http/field.schema';
import { pageOf, unknownCursor, type Page } from '../http/page.schema';
import { Operation } from '../openapi/operation';
import {
  DiffQuerySchema,
  ProtocolDiffSchema,
  ProtocolNameSchema,
  ProtocolPageSchema,
  VersionQuerySchema,
  type DiffQuery,
  type VersionQuery,
} from './protocol.schema';
import { unknownProtocol } from './protocols.controller';
import { provenanceSection } from './provenance-section';

const PROCEDURE = [
  '# Warm and shake a plate',
  '',
  '## Procedure',
  '',
  '### 1. Put the plate on the heater-shaker.',
  '',
  '**technician**, about 1 min',
  '',
  '- Move **plate**: bench → shaker-1.plate',
  '',
].join('\n');

const TIMELINE = [
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1280 200" width="1280" height="200" role="img">',
  '<title>Timeline of Warm and shake a plate</title>',
  '</svg>',
].join('\n');

/** Protocols as people read them: their versions, what is different between two, the procedure for the bench, and the timeline. */
@ApiTags('protocols')
@Controller('v1')
export class ProtocolReadingController {
  constructor(private readonly database: Database) {}

  @Get('protocols/:name/versions')
  @Operation({ summary: 'Lists the versions of a protocol, the newest first', answers: ProtocolPageSchema })
  async listProtocolVersions(
    @Param('name', { schema: ProtocolNameSchema }) name: string,
    @Query({ schema: VersionQuerySchema }) { after, limit }: VersionQuery,
  ): Promise<Page<ProtocolSummaryRow>> {
    if (after !== undefined && (await readProtocol(this.database, after))?.name !== name) throw unknownCursor(after);
    const rows = await listVersions(this.database, { name, after, limit: limit + 1 });
    if (rows.length === 0 && after === undefined)
      throw new LabError('NOT_FOUND', `there is no protocol named "${name}"; GET /v1/protocols lists them`, { kind: 'protocol', id: name });
    return pageOf(rows, limit, (protocol) => protocol.hash);
  }

  @Get('protocols/:hash/diff')
  @Operation({
    summary: 'Says what is different between two protocols, by step and quantity',
    description: 'The protocol of the path is the older one. Steps, parameters, materials and labware are compared by their ids.',
    answers: ProtocolDiffSchema,
  })
  async diffProtocols(
    @Param('hash', { schema: HashSchema }) hash: string,
    @Query({ schema: DiffQuerySchema }) { with: other }: DiffQuery,
  ): Promise<unknown> {
    const [before, after] = [await this.find(hash), await this.find(other)];
    const changes = diffProtocols(documentOf(before), documentOf(after));
    const named = ({ hash: id, name, version }: ProtocolRow) => ({ hash: id, name, version });
    return { before: named(before), after: named(after), same: hash === other, changes };
  }

  @Get('protocols/:hash/markdown')
  @ApiProduces('text/markdown')
  @ApiResponse({
    status: 200,
    description: 'Markdown (CommonMark with tables)',
    content: { 'text/markdown': { schema: { type: 'string' }, example: PROCEDURE } },
  })
  @Operation({
    summary: 'Gives a protocol as a numbered procedure for the bench',
    description: 'For the fleet as it is now: one that does not compile on it is refused with the findings.',
    answers: null,
  })
  async getProtocolMarkdown(@Param('hash', { schema: HashSchema }) hash: string, @Res() response: Response): Promise<void> {
    const procedure = renderProcedure(await this.planned(hash));
    response.type('text/markdown; charset=utf-8').send(procedure + provenanceSection(await listProtocolSteps(this.database, hash)));
  }

  @Get('protocols/:hash/timeline')
  @ApiProduces('image/svg+xml')
  @ApiResponse({
    status: 200,
    description: 'SVG, 1280 px wide, without anything from elsewhere',
    content: { 'image/svg+xml': { schema: { type: 'string' }, example: TIMELINE } },
  })
  @Operation({
    summary: 'Gives a protocol as a timeline: who and what is busy when, in expected lab time',
    description: 'For the fleet as it is now and the default parameters: one that does not compile on it is refused with the findings.',
    answers: null,
  })
  async getProtocolTimeline(@Param('hash', { schema: HashSchema }) hash: string, @Res() response: Response): Promise<void> {
    response.type('image/svg+xml; charset=utf-8').send(renderTimeline(await this.planned(hash)));
  }

  private async planned(hash: string): Promise<{ protocol: Protocol; plan: Plan }> {
    const protocol = await this.find(hash);
    const { plan, diagnostics } = await this.database.transaction((tx) => compileForLab(tx, protocol.document));
    if (plan) return { protocol: documentOf(protocol), plan };
    const message = `${protocol.name} ${protocol.version} does not compile on the fleet as it is now`;
    throw new LabError('PROTOCOL_DOES_NOT_COMPILE', message, { diagnostics });
  }

  private async find(hash: string): Promise<ProtocolRow> {
    const protocol = await readProtocol(this.database, hash);
    if (protocol) return protocol;
    throw unknownProtocol(hash);
  }
}

/** What is stored did compile once; a document of a schema that has changed since is not taken apart. */
function documentOf({ name, version, document }: ProtocolRow): Protocol {
  const { success, data } = ProtocolSchema.safeParse(document);
  if (success) return data;
  const reason = 'it is of an older schema; validate it to see what has changed';
  throw new LabError('CONFLICT', `${name} ${version}: ${reason}`, { kind: 'protocol', id: name, reason });
}
