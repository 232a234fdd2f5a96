import { isEventCursor, type RecordedEvent } from '@labwright/persistence';
import { BadRequestException } from '@nestjs/common';
import type { z } from 'zod';
import type { EventSchema } from './event.schema';

/** Where the record begins. */
export const BEGINNING = '0';

export function eventView({ runId, stepInstanceId, instrumentId, ...event }: RecordedEvent): z.input<typeof EventSchema> {
  return { ...event, run: runId, stepInstance: stepInstanceId, instrument: instrumentId };
}

/** @throws BadRequestException for what is no cursor of ours */
export function mustBeCursor(cursor: string): string {
  if (cursor === BEGINNING || isEventCursor(cursor)) return cursor;
  throw new BadRequestException(
    `"${cursor.slice(0, 64)}" is not the cursor of an event; pass the id of one, or 0 for all from the beginning`,
  );
}
