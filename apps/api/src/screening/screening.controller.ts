import {
  Database,
  hasScreening,
  listHeldDrafts,
  listHolds,
  listScreenedTexts,
  type HeldDraftRow,
  type HoldRow,
  type ScreenedTextRow,
} from '@labwright/persistence';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { pageOf, unknownCursor, type Page } from '../http/page.schema';
import { Operation } from '../openapi/operation';
import {
  HeldDraftPageSchema,
  HoldPageSchema,
  HoldQuerySchema,
  ScreenedTextPageSchema,
  ScreenedTextQuerySchema,
  type HoldQuery,
  type ScreenedTextQuery,
} from './screening.schema';

/** The biosafety officer's queue. What is decided is decided at the protocol, or at the draft. */
@ApiTags('screening')
@Controller('v1/screening')
export class ScreeningController {
  constructor(private readonly database: Database) {}

  @Get('holds')
  @Operation({
    summary: 'Lists protocols that screening holds, the one that waits longest first',
    description: 'With every finding, the rule and the list that it cites, and the decision where there is one.',
    answers: HoldPageSchema,
  })
  async listHolds(@Query({ schema: HoldQuerySchema }) { all, after, limit }: HoldQuery): Promise<Page<HoldRow>> {
    await this.mustKnow(after);
    return pageOf(await listHolds(this.database, { waiting: all === 'false', after, limit: limit + 1 }), limit, (row) => row.screening);
  }

  @Get('texts')
  @Operation({
    summary: 'Lists notes, answers and texts of devices in which something was found, the newest first',
    description: 'They stopped nothing: a text changes no plan, limit or approval.',
    answers: ScreenedTextPageSchema,
  })
  async listScreenedTexts(@Query({ schema: ScreenedTextQuerySchema }) { after, limit }: ScreenedTextQuery): Promise<Page<ScreenedTextRow>> {
    await this.mustKnow(after);
    return pageOf(await listScreenedTexts(this.database, { after, limit: limit + 1 }), limit, (row) => row.id);
  }

  @Get('drafts')
  @Operation({
    summary: 'Lists drafts that are held, the one that waits longest first',
    description:
      'No model is shown them, and nobody changes or submits them, until POST /v1/drafts/{id}/release; /reject is final. With every finding and the decision where there is one.',
    answers: HeldDraftPageSchema,
  })
  async listHeldDrafts(@Query({ schema: HoldQuerySchema }) { all, after, limit }: HoldQuery): Promise<Page<HeldDraftRow>> {
    await this.mustKnow(after);
    return pageOf(
      await listHeldDrafts(this.database, { waiting: all === 'false', after, limit: limit + 1 }),
      limit,
      (row) => row.screening,
    );
  }

  private async mustKnow(after: string | undefined): Promise<void> {
    if (after !== undefined && !(await hasScreening(this.database, after))) throw unknownCursor(after);
  }
}
