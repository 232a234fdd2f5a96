import type { ModelStatus } from '@labwright/drafting';
import type { Principal } from '@labwright/execution';
import { Database, hasModelCall, listModelCalls, type ModelCallRow } from '@labwright/persistence';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller } from '../access/caller';
import { pageOf, unknownCursor, type Page } from '../http/page.schema';
import { Operation } from '../openapi/operation';
import { LabModel } from './lab-model';
import { ModelCallPageSchema, ModelCallQuerySchema, ModelSchema, type ModelCallQuery } from './model.schema';
import { shownCall } from './shown-call';

@ApiTags('model')
@Controller('v1/model')
export class ModelController {
  constructor(
    private readonly database: Database,
    private readonly model: LabModel,
  ) {}

  @Get()
  @Operation({ summary: 'Shows the model, whether it can be reached and what it can do', answers: ModelSchema })
  showModel(): Promise<ModelStatus> {
    return this.model.status();
  }

  @Get('calls')
  @Operation({
    summary: 'Lists calls of the model, the newest first',
    description:
      'Failed ones too. What was sent and said is not in it: digests, tokens, cost, and why there was no answer. The words of a refusal are for whoever asked, reviewers and biosafety officers, but where the call is about a run.',
    answers: ModelCallPageSchema,
  })
  async listModelCalls(
    @Query({ schema: ModelCallQuerySchema }) { after, limit, run, draft }: ModelCallQuery,
    @Caller() caller: Principal,
  ): Promise<Page<ModelCallRow>> {
    if (after !== undefined && !(await hasModelCall(this.database, after))) throw unknownCursor(after);
    const calls = await listModelCalls(this.database, { run, draft, after, limit: limit + 1 });
    return pageOf(
      calls.map((call) => shownCall(call, caller)),
      limit,
      ({ id }) => id,
    );
  }
}
