import { decideDraft, type DraftDecision, type Principal } from '@labwright/execution';
import { Database, listRevisions, readRevision } from '@labwright/persistence';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Caller } from '../access/caller';
import { UuidSchema } from '../http/field.schema';
import { Operation } from '../openapi/operation';
import { problemResponse } from '../openapi/problem-response';
import { RejectSchema, ReleaseSchema, type Reject, type Release } from '../protocols/protocol.schema';
import { signerOf } from '../protocols/signature';
import { DraftSchema } from './draft.schema';
import { draftView } from './draft-view';
import { DraftsService } from './drafts.service';

const ID = { schema: UuidSchema } as const;

/** What the biosafety officer decides about drafts that are held. */
@ApiTags('drafts')
@Controller('v1/drafts')
export class HeldDraftsController {
  constructor(
    private readonly database: Database,
    private readonly drafts: DraftsService,
  ) {}

  @Post(':id/release')
  @ApiResponse({ status: 409, ...problemResponse('It is not held') })
  @Operation({
    summary: 'Releases a draft that screening holds, signed, so that it goes on',
    description:
      'Exactly the findings that hold it are released, each in its own text; what is written next is screened again, and so is the protocol that it becomes. Never by whoever asked for it.',
    answers: DraftSchema,
    body: 'json',
  })
  releaseDraft(
    @Param('id', ID) id: string,
    @Body({ schema: ReleaseSchema }) { reason, credential }: Release,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    return this.decide(id, { decision: 'released', reason }, credential, caller);
  }

  @Post(':id/reject')
  @ApiResponse({ status: 409, ...problemResponse('It is not held') })
  @Operation({
    summary: 'Rejects a draft that screening holds, signed and for good',
    description: 'Nothing is done with it any more. Never by whoever asked for it.',
    answers: DraftSchema,
    body: 'json',
  })
  rejectDraft(
    @Param('id', ID) id: string,
    @Body({ schema: RejectSchema }) { reason, credential }: Reject,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    return this.decide(id, { decision: 'rejected', reason }, credential, caller);
  }

  private async decide(id: string, decision: DraftDecision, credential: string, caller: Principal): Promise<unknown> {
    const signer = await signerOf(this.database, caller, credential);
    await this.database.transaction((tx) => decideDraft(tx, id, decision, signer));
    const draft = await this.drafts.find(id, caller);
    const current = draft.revision === 0 ? null : await readRevision(this.database, id, draft.revision);
    return draftView(draft, await listRevisions(this.database, id), current);
  }
}
