import { LabError } from '@labwright/domain';
import { sayable } from '@labwright/drafting';
import type { Principal } from '@labwright/execution';
import { Database, readTask, readVoiceTurn } from '@labwright/persistence';
import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Caller } from '../access/caller';
import { UuidSchema } from '../http/field.schema';
import { Operation } from '../openapi/operation';
import { SpokenTexts } from './spoken-texts';
import { SpokenSchema } from './voice.schema';

const AUDIO = { type: 'string', format: 'binary' } as const;
const SPOKEN = {
  type: 'object',
  properties: {
    text: { type: 'string' },
    problem: { anyOf: [{ type: 'string' }, { type: 'null' }], description: 'why there is no sound' },
  },
  required: ['text', 'problem'],
};
const said = (description: string) => ({
  status: 200,
  description,
  content: {
    'audio/wav': { schema: AUDIO, example: 'RIFF' },
    'application/json': { schema: SPOKEN, example: { text: 'Plate into the reader, A1 at the mark.', problem: null } },
  },
});
const DESCRIPTION =
  'Speech where the model can be reached, or has spoken it before; its text is in the header X-Labwright-Say, percent-encoded. Otherwise, and with ' +
  '`Accept: application/json`, the text as JSON, with why there is no sound.';

@ApiTags('voice')
@Controller('v1')
export class SpeechController {
  constructor(
    private readonly database: Database,
    private readonly spoken: SpokenTexts,
  ) {}

  @Get('tasks/:id/say')
  @ApiProduces('audio/wav', 'application/json')
  @ApiResponse(said('The sentence of the step as speech, or as text'))
  @Operation({ summary: 'Speaks what a task says', description: DESCRIPTION, answers: null })
  async speakTask(@Param('id', { schema: UuidSchema }) id: string, @Caller() caller: Principal, @Res() response: Response): Promise<void> {
    const task = await readTask(this.database, id);
    if (!task) throw new LabError('NOT_FOUND', `there is no operator task ${id}; GET /v1/tasks lists them`, { kind: 'operator task', id });
    await this.give(task.say ?? task.instruction, { actor: caller.id, runId: task.run }, response);
  }

  @Get('voice-turns/:id/say')
  @ApiProduces('audio/wav', 'application/json')
  @ApiResponse(said('The answer to what was said as speech, or as text'))
  @Operation({ summary: 'Speaks the answer to what was said', description: DESCRIPTION, answers: null })
  async speakTurn(@Param('id', { schema: UuidSchema }) id: string, @Caller() caller: Principal, @Res() response: Response): Promise<void> {
    const turn = await readVoiceTurn(this.database, id);
    if (!turn)
      throw new LabError('NOT_FOUND', `there is no turn ${id}; GET /v1/runs/{id}/voice-turns lists them`, { kind: 'voice turn', id });
    await this.give(turn.say, { actor: caller.id, runId: turn.run }, response);
  }

  private async give(text: string, context: { readonly actor: string; readonly runId: string }, response: Response): Promise<void> {
    const line = sayable(text);
    const silent = response.req.accepts(['audio/*', 'application/json']) === 'application/json';
    const speech = silent ? { problem: null } : await this.spoken.speak(line, context);
    response.set({ 'X-Labwright-Say': encodeURIComponent(line), 'Cache-Control': 'private, no-store' });
    if ('problem' in speech) return void response.json(SpokenSchema.parse({ text: line, problem: speech.problem }));
    response.set({ 'Content-Type': speech.mediaType, 'X-Content-Type-Options': 'nosniff' });
    response.send(Buffer.from(speech.bytes));
  }
}
