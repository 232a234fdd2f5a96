import { LabError } from '@labwright/domain';
import type { Principal } from '@labwright/execution';
import { Database, listExchanges, readExchange } from '@labwright/persistence';
import { Body, Controller, Get, Headers, Param, Post, Query, Res, type BeforeApplicationShutdown } from '@nestjs/common';
import { ApiHeader, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Caller } from '../access/caller';
import { UuidSchema } from '../http/field.schema';
import { pageOf, unknownCursor, type Page } from '../http/page.schema';
import { Operation } from '../openapi/operation';
import { problemResponse } from '../openapi/problem-response';
import { problemOfError } from '../problem/problem-of-error';
import { RunsService } from '../runs/runs.service';
import { Assistant } from './assistant.service';
import { ExchangeStream, wantsStream } from './exchange-stream';
import {
  ExchangePageSchema,
  ExchangeQuerySchema,
  ExchangeSchema,
  QuestionSchema,
  type ExchangeQuery,
  type Question,
} from './question.schema';

const HOW =
  'With text, a recording or a photo. Answered by the model with tools that only read; it cites what it rests on, and code checks that. ' +
  'Whoever accepts text/event-stream gets `tool` and `text` events while the answer is written, and then the whole as `exchange`.';
const ACCEPT = { name: 'Accept', required: false, description: 'text/event-stream to have the answer as it is written' } as const;
const NO_RUN = 'There is no such run or photo';
/** Questions of one person that this process answers at the same time: each takes a model, and with a photo much memory. */
const MOST_OPEN = 3;
/** An answer takes some seconds at least. */
const RETRY_AFTER_S = 5;

@ApiTags('assistant')
@Controller('v1')
export class QuestionsController implements BeforeApplicationShutdown {
  /** Who asks, by what breaks the answer off. */
  private readonly open = new Map<AbortController, string>();

  constructor(
    private readonly database: Database,
    private readonly assistant: Assistant,
    private readonly runs: RunsService,
  ) {}

  beforeApplicationShutdown(): void {
    for (const each of this.open.keys()) each.abort();
  }

  @Post('questions')
  @ApiProduces('application/json', 'text/event-stream')
  @ApiHeader(ACCEPT)
  @ApiResponse({ status: 404, ...problemResponse(NO_RUN) })
  @Operation({
    summary: 'Asks the bench assistant something about the lab',
    description: HOW,
    status: 201,
    answers: ExchangeSchema,
    body: 'json',
  })
  askQuestion(
    @Body({ schema: QuestionSchema }) question: Question,
    @Headers('accept') accept: string | undefined,
    @Caller() caller: Principal,
    @Res() response: Response,
  ): Promise<void> {
    return this.answer(null, question, caller, accept, response);
  }

  @Post('runs/:id/questions')
  @ApiProduces('application/json', 'text/event-stream')
  @ApiHeader(ACCEPT)
  @ApiResponse({ status: 404, ...problemResponse(NO_RUN) })
  @Operation({
    summary: 'Asks the bench assistant something about a run',
    description: HOW,
    status: 201,
    answers: ExchangeSchema,
    body: 'json',
  })
  askAboutRun(
    @Param('id', { schema: UuidSchema }) runId: string,
    @Body({ schema: QuestionSchema }) question: Question,
    @Headers('accept') accept: string | undefined,
    @Caller() caller: Principal,
    @Res() response: Response,
  ): Promise<void> {
    return this.answer(runId, question, caller, accept, response);
  }

  @Get('runs/:id/exchanges')
  @Operation({ summary: 'Lists what was asked about a run and answered, the oldest first', answers: ExchangePageSchema })
  async listExchanges(
    @Param('id', { schema: UuidSchema }) runId: string,
    @Query({ schema: ExchangeQuerySchema }) { after, limit }: ExchangeQuery,
  ): Promise<Page<unknown>> {
    await this.runs.find(runId);
    if (after !== undefined && !(await readExchange(this.database, after))) throw unknownCursor(after);
    return pageOf(await listExchanges(this.database, { runId, after, limit: limit + 1 }), limit, ({ id }) => id);
  }

  private async answer(
    runId: string | null,
    question: Question,
    caller: Principal,
    accept: string | undefined,
    response: Response,
  ): Promise<void> {
    if ([...this.open.values()].filter((asker) => asker === caller.id).length >= MOST_OPEN) throw tooMany();
    const gone = new AbortController();
    this.open.set(gone, caller.id);
    const leave = (): void => gone.abort();
    response.once('close', leave);
    try {
      const asking = { caller, runId, question, signal: gone.signal };
      if (wantsStream(accept)) await this.stream(asking, response);
      else response.status(201).json(ExchangeSchema.parse(await this.assistant.ask({ ...asking, watcher: null })));
    } finally {
      this.open.delete(gone);
      response.off('close', leave);
    }
  }

  private async stream(asking: Omit<Parameters<Assistant['ask']>[0], 'watcher'>, response: Response): Promise<void> {
    // What can be refused is refused as such, before the stream begins.
    if (asking.runId !== null) await this.runs.find(asking.runId);
    const stream = new ExchangeStream(response);
    const watcher = { onText: (text: string) => stream.send('text', { text }), onTool: (tool: string) => stream.send('tool', { tool }) };
    try {
      stream.send('exchange', ExchangeSchema.parse(await this.assistant.ask({ ...asking, watcher })));
    } catch (error) {
      stream.send('problem', problemOfError(error).problem);
    } finally {
      stream.end();
    }
  }
}

function tooMany(): LabError {
  const message = `${MOST_OPEN} of your questions are being answered; wait for an answer, or give one up, and ask again`;
  return new LabError('ACCESS_RATE_LIMITED', message, { retryAfterS: RETRY_AFTER_S }, 'safe');
}
