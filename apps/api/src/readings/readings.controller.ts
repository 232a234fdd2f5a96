import { Database, listCommands, listSavedReadings, readReadings, type CommandRow, type ReadingRow } from '@labwright/persistence';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { UuidSchema } from '../http/field.schema';
import { pageOf, type Page } from '../http/page.schema';
import { escapedText } from '../http/wire-text';
import { Operation } from '../openapi/operation';
import { RunsService } from '../runs/runs.service';
import {
  CommandPageSchema,
  CommandQuerySchema,
  ReadingPageSchema,
  ReadingQuerySchema,
  SavedReadingPageSchema,
  type CommandQuery,
  type CommandSchema,
  type ReadingQuery,
  type ReadingSchema,
} from './reading.schema';

/** What came back from the wire of a run: values, and the commands that they came from. */
@ApiTags('readings')
@Controller('v1/runs/:id')
export class ReadingsController {
  constructor(
    private readonly database: Database,
    private readonly runs: RunsService,
  ) {}

  @Get('readings')
  @Operation({ summary: 'Lists readings of a run in the order of lab time', answers: ReadingPageSchema })
  async listReadings(
    @Param('id', { schema: UuidSchema }) runId: string,
    @Query({ schema: ReadingQuerySchema }) { name, after, limit }: ReadingQuery,
  ): Promise<Page<unknown>> {
    await this.runs.find(runId);
    const page = pageOf(await readReadings(this.database, { runId, name, after, limit: limit + 1 }), limit, (reading) => reading.id);
    return { ...page, items: page.items.map(readingView) };
  }

  @Get('saved-readings')
  @Operation({
    summary: 'Lists the readings that a run has saved for its conditions',
    description: 'Blanked and brought to 1 cm as the protocol says, each with what the instrument gave and with its quality.',
    answers: SavedReadingPageSchema,
  })
  async listSavedReadings(
    @Param('id', { schema: UuidSchema }) runId: string,
    @Query({ schema: ReadingQuerySchema }) { name, after, limit }: ReadingQuery,
  ): Promise<Page<unknown>> {
    await this.runs.find(runId);
    const page = pageOf(await listSavedReadings(this.database, { runId, name, after, limit: limit + 1 }), limit, (reading) => reading.id);
    return { ...page, items: page.items.map(({ stepInstanceId, ...reading }) => ({ ...reading, stepInstance: stepInstanceId })) };
  }

  @Get('commands')
  @Operation({ summary: 'Lists the commands of a run as they went over the wire', answers: CommandPageSchema })
  async listCommands(
    @Param('id', { schema: UuidSchema }) runId: string,
    @Query({ schema: CommandQuerySchema }) { after, limit }: CommandQuery,
  ): Promise<Page<unknown>> {
    await this.runs.find(runId);
    const page = pageOf(await listCommands(this.database, { runId, after, limit: limit + 1 }), limit, (command) => command.seq);
    return { ...page, items: page.items.map(commandView) };
  }
}

function readingView({ instrumentId, stepInstanceId, stepId, commandId, ...reading }: ReadingRow): z.input<typeof ReadingSchema> {
  return { ...reading, instrument: instrumentId, stepInstance: stepInstanceId, step: stepId, command: commandId };
}

function commandView({ intentHex, replyHex, stepInstanceId, stepId, ...command }: CommandRow): z.input<typeof CommandSchema> {
  const bytes = (hex: string) => ({ hex, text: escapedText(hex) });
  return {
    ...command,
    stepInstance: stepInstanceId,
    step: stepId,
    intent: bytes(intentHex),
    reply: replyHex === null ? null : bytes(replyHex),
  };
}
