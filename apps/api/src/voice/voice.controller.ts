import { LabError } from '@labwright/domain';
import type { Principal } from '@labwright/execution';
import { Database, listVoiceTurns, readTask, readVoiceTurn } from '@labwright/persistence';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Caller } from '../access/caller';
import { MediaTypes, type SentBytes } from '../http/body-reader';
import { UuidSchema } from '../http/field.schema';
import { pageOf, unknownCursor, type Page } from '../http/page.schema';
import { Operation } from '../openapi/operation';
import {
  ConfirmsSchema,
  VoiceSessionSchema,
  VoiceTurnPageSchema,
  VoiceTurnQuerySchema,
  VoiceTurnSchema,
  WordsSchema,
  type Confirms,
  type VoiceTurnQuery,
  type Words,
} from './voice.schema';
import { VoiceTurns } from './voice-turns';

type TurnView = z.input<typeof VoiceTurnSchema>;

const RECORDING = { required: true, description: 'the recording, at most 10 MiB', schema: { type: 'string', format: 'binary' } } as const;
const TOO_LARGE = {
  status: 413,
  description: 'The recording is larger than 10 MiB',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
} as const;
const RULES =
  'A closed set of commands is understood; anything else does nothing. What changes something is read back, and done when a yes comes with the ' +
  'token (`confirms`) within a minute; a stop pauses the run at once, and an emergency stop is that of POST /v1/estop, for the whole lab. Everything ' +
  'is done with the rights of the caller.';

@ApiTags('voice')
@Controller('v1')
export class VoiceController {
  constructor(
    private readonly database: Database,
    private readonly turns: VoiceTurns,
  ) {}

  @Post('runs/:id/voice-sessions')
  @Operation({
    summary: 'Begins to talk with a run, or goes on: one session for each person',
    status: 201,
    answers: VoiceSessionSchema,
  })
  beginVoiceSession(
    @Param('id', { schema: UuidSchema }) id: string,
    @Caller() caller: Principal,
  ): Promise<z.input<typeof VoiceSessionSchema>> {
    return this.turns.begin(id, caller);
  }

  @Post('voice-sessions/:id/turns')
  @ApiConsumes(...MediaTypes.audio)
  @ApiBody(RECORDING)
  @ApiResponse(TOO_LARGE)
  @Operation({ summary: 'Says something, as a recording', description: RULES, status: 201, answers: VoiceTurnSchema, body: 'audio' })
  addVoiceTurn(
    @Param('id', { schema: UuidSchema }) id: string,
    @Query({ schema: ConfirmsSchema }) { confirms }: Confirms,
    @Body() { bytes }: SentBytes<string>,
    @Caller() caller: Principal,
  ): Promise<TurnView> {
    return this.turns.hear(id, bytes, confirms, caller);
  }

  @Post('voice-sessions/:id/words')
  @Operation({
    summary: 'Says something, as text from a device that writes speech down itself',
    description: RULES,
    status: 201,
    answers: VoiceTurnSchema,
    body: 'json',
  })
  addVoiceWords(
    @Param('id', { schema: UuidSchema }) id: string,
    @Body({ schema: WordsSchema }) { words, confirms }: Words,
    @Caller() caller: Principal,
  ): Promise<TurnView> {
    return this.turns.read(id, words, confirms, caller);
  }

  @Post('tasks/:id/voice')
  @ApiConsumes(...MediaTypes.audio)
  @ApiBody(RECORDING)
  @ApiResponse(TOO_LARGE)
  @Operation({
    summary: 'Says something about a task, as a recording',
    description: `In the session of the caller in its run, which begins where there is none. ${RULES}`,
    status: 201,
    answers: VoiceTurnSchema,
    body: 'audio',
  })
  async speakToTask(
    @Param('id', { schema: UuidSchema }) id: string,
    @Query({ schema: ConfirmsSchema }) { confirms }: Confirms,
    @Body() { bytes }: SentBytes<string>,
    @Caller() caller: Principal,
  ): Promise<TurnView> {
    const task = await readTask(this.database, id);
    if (!task) throw new LabError('NOT_FOUND', `there is no operator task ${id}; GET /v1/tasks lists them`, { kind: 'operator task', id });
    const session = await this.turns.begin(task.run, caller, id);
    return this.turns.hear(session.id, bytes, confirms, caller, id);
  }

  @Get('runs/:id/voice-turns')
  @Operation({ summary: 'Lists what was said in a run, in its order, with what became of it', answers: VoiceTurnPageSchema })
  async listVoiceTurns(
    @Param('id', { schema: UuidSchema }) id: string,
    @Query({ schema: VoiceTurnQuerySchema }) { after, limit }: VoiceTurnQuery,
  ): Promise<Page<unknown>> {
    if (after !== undefined && !(await readVoiceTurn(this.database, after))) throw unknownCursor(after);
    return pageOf(await listVoiceTurns(this.database, id, { after, limit: limit + 1 }), limit, (turn) => turn.id);
  }
}
