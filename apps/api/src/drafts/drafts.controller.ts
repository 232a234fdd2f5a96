import type { Principal } from '@labwright/execution';
import { Database, interruptSilentDrafts, listDrafts, listRevisions, readDraft, type DraftSummaryRow } from '@labwright/persistence';
import { Body, Controller, Get, Headers, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Caller } from '../access/caller';
import { UuidSchema } from '../http/field.schema';
import { pageOf, unknownCursor, type Page } from '../http/page.schema';
import { entityTag, expectedTags } from '../instruments/precondition';
import { Operation } from '../openapi/operation';
import { problemResponse } from '../openapi/problem-response';
import { diffRevisions } from './draft-diff';
import { seesAllDrafts } from './draft-readers';
import { DraftStreams } from './draft-stream';
import { draftView } from './draft-view';
import {
  DraftDiffQuerySchema,
  DraftDiffSchema,
  DraftPageSchema,
  DraftQuerySchema,
  DraftSchema,
  DraftStartedSchema,
  DraftStreamQuerySchema,
  InstructionSchema,
  NewDraftSchema,
  PatchSchema,
  RevisionQuerySchema,
  SubmittedDraftSchema,
  type DraftDiffQuery,
  type DraftQuery,
  type DraftStreamQuery,
  type Instruction,
  type NewDraftRequest,
  type RevisionQuery,
} from './draft.schema';
import { DraftsService, type Started } from './drafts.service';
import type { JsonPatch } from '@labwright/drafting';

const ID = { schema: UuidSchema } as const;

/** Drafts that a model writes and people change. A draft is no protocol: what comes of it is submitted, reviewed and approved as any other. */
@ApiTags('drafts')
@Controller('v1/drafts')
export class DraftsController {
  constructor(
    private readonly database: Database,
    private readonly drafts: DraftsService,
    private readonly streams: DraftStreams,
  ) {}

  @Post()
  @Operation({
    summary: 'Has a model draft a protocol for a request, or of a written protocol',
    description:
      'Answers at once; the model works in the background, and GET /v1/drafts/{id}/events shows it. What screening holds goes to no model: the draft is then held_biosafety.',
    status: 202,
    answers: DraftStartedSchema,
    body: 'json',
  })
  createDraft(@Body({ schema: NewDraftSchema }) request: NewDraftRequest, @Caller() caller: Principal): Promise<Started> {
    return this.drafts.create(request, caller);
  }

  @Get()
  @Operation({ summary: "Lists your drafts, the newest first; reviewers and biosafety officers see everybody's", answers: DraftPageSchema })
  async listDrafts(
    @Query({ schema: DraftQuerySchema }) { status, after, limit }: DraftQuery,
    @Caller() caller: Principal,
  ): Promise<Page<DraftSummaryRow>> {
    await interruptSilentDrafts(this.database);
    const asker = seesAllDrafts(caller) ? undefined : caller.id;
    const known = after === undefined ? null : await readDraft(this.database, after);
    if (after !== undefined && (!known || (asker !== undefined && known.asker.id !== asker))) throw unknownCursor(after);
    return pageOf(await listDrafts(this.database, { asker, status, after, limit: limit + 1 }), limit, ({ id }) => id);
  }

  @Get(':id')
  @Operation({ summary: 'Shows a draft with one of its revisions, the newest where none is named', answers: DraftSchema })
  async getDraft(
    @Param('id', ID) id: string,
    @Query({ schema: RevisionQuerySchema }) { revision }: RevisionQuery,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const draft = await this.drafts.find(id, caller);
    const number = revision ?? draft.revision;
    const current = number === 0 ? null : await this.drafts.revision(draft, number);
    response.set('ETag', entityTag(String(draft.revision)));
    return draftView(draft, await listRevisions(this.database, id), current);
  }

  @Patch(':id')
  @ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'ETag of the draft as you have seen it; * for any',
    schema: { type: 'string', maxLength: 1_000 },
  })
  @ApiResponse({ status: 409, ...problemResponse('A model is at work on it, it is held, or it says no protocol yet') })
  @ApiResponse({ status: 412, ...problemResponse('It was changed since you have seen it') })
  @ApiResponse({ status: 428, ...problemResponse('The header If-Match is missing') })
  @Operation({
    summary: 'Changes the document of a draft by a JSON patch (RFC 6902): all of its operations, or none',
    description: 'Makes a revision of yours; each step that you touch says so. It is compiled and screened as every other.',
    answers: DraftSchema,
    body: 'json',
  })
  async reviseDraft(
    @Param('id', ID) id: string,
    @Body({ schema: PatchSchema }) patch: JsonPatch,
    @Headers('if-match') ifMatch: string | undefined,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    await this.drafts.revise(id, patch, expectedTags(ifMatch, `/v1/drafts/${id}`), caller);
    return this.getDraft(id, {}, caller, response);
  }

  @Post(':id/instructions')
  @Operation({
    summary: 'Has the model change a draft, or answers its questions',
    status: 202,
    answers: DraftStartedSchema,
    body: 'json',
  })
  instructDraft(
    @Param('id', ID) id: string,
    @Body({ schema: InstructionSchema }) { instruction }: Instruction,
    @Caller() caller: Principal,
  ): Promise<Started> {
    return this.drafts.instruct(id, instruction, caller);
  }

  @Post(':id/restart')
  @Operation({
    summary: 'Begins a draft again that was interrupted, cancelled or released, or has failed',
    status: 202,
    answers: DraftStartedSchema,
  })
  restartDraft(@Param('id', ID) id: string, @Caller() caller: Principal): Promise<Started> {
    return this.drafts.restart(id, caller);
  }

  @Post(':id/cancel')
  @Operation({ summary: 'Ends the work of the model on a draft; what it has written so far stays', answers: DraftSchema })
  async cancelDraft(
    @Param('id', ID) id: string,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    await this.drafts.cancel(id, caller);
    return this.getDraft(id, {}, caller, response);
  }

  @Post(':id/submit')
  @Operation({
    summary: 'Submits the newest revision of a draft as your protocol, for review',
    description: 'As POST /v1/protocols does; who wrote each step is kept beside the protocol.',
    status: 201,
    answers: SubmittedDraftSchema,
  })
  submitDraft(@Param('id', ID) id: string, @Caller() caller: Principal): Promise<unknown> {
    return this.drafts.submit(id, caller);
  }

  @Get(':id/diff')
  @Operation({
    summary: 'Says what is different between two revisions of a draft, by step and quantity, and who wrote it',
    answers: DraftDiffSchema,
  })
  async diffDraft(
    @Param('id', ID) id: string,
    @Query({ schema: DraftDiffQuerySchema }) { from, to }: DraftDiffQuery,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    const draft = await this.drafts.find(id, caller);
    const { changes, authors } = diffRevisions(await this.drafts.revision(draft, from), await this.drafts.revision(draft, to));
    return { from, to, same: changes.length === 0, changes, authors };
  }

  @Get(':id/events')
  @ApiProduces('text/event-stream')
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'id of the last event that was received; those after it are sent first',
  })
  @ApiResponse({
    status: 200,
    description:
      'Events `asked`, `text`, `revision` and `ended` with a number as `id` and JSON as `data`; it ends when no model is at work',
    schema: { type: 'string' },
  })
  @ApiResponse({ status: 503, ...problemResponse('There are too many event streams; try again after Retry-After') })
  @Operation({ summary: 'Streams what happens while a model drafts, after what was missed', answers: null })
  async streamDraft(
    @Param('id', ID) id: string,
    @Query({ schema: DraftStreamQuerySchema }) { after }: DraftStreamQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Caller() caller: Principal,
    @Res() response: Response,
  ): Promise<void> {
    await this.drafts.find(id, caller);
    const last = /^\d{1,18}$/.test(lastEventId ?? '') ? lastEventId : undefined;
    await this.streams.serve(response, { draftId: id, after: last ?? after ?? '0', watcher: caller.id });
  }
}
