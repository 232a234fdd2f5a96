import type { Principal } from '@labwright/execution';
import { acknowledgeNotification } from '@labwright/notify';
import { Database, listNotifications, readNotification, type NotificationRow } from '@labwright/persistence';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, actingOf } from '../access/caller';
import { UuidSchema } from '../http/field.schema';
import { pageOf, unknownCursor, type Page } from '../http/page.schema';
import { Operation } from '../openapi/operation';
import {
  AcknowledgementSchema,
  NotificationPageSchema,
  NotificationQuerySchema,
  NotificationSchema,
  type Acknowledgement,
  type NotificationQuery,
} from './notification.schema';

@ApiTags('notifications')
@Controller('v1/notifications')
export class NotificationsController {
  constructor(private readonly database: Database) {}

  @Get()
  @Operation({ summary: 'Lists what people were told of, the newest first', answers: NotificationPageSchema })
  async listNotifications(@Query({ schema: NotificationQuerySchema }) query: NotificationQuery): Promise<Page<NotificationRow>> {
    const { open, after, limit } = query;
    if (after !== undefined && !(await readNotification(this.database, after))) throw unknownCursor(after);
    const rows = await listNotifications(this.database, { open: open === 'true', after, limit: limit + 1 });
    return pageOf(rows, limit, (row) => row.id);
  }

  @Post(':id/ack')
  @Operation({
    summary: 'Says that the caller takes care of it, so that nobody else is told',
    description: 'The first acknowledgement stands.',
    answers: NotificationSchema,
    body: 'json',
  })
  async acknowledgeNotification(
    @Param('id', { schema: UuidSchema }) id: string,
    @Body({ schema: AcknowledgementSchema }) { note }: Acknowledgement,
    @Caller() caller: Principal,
  ): Promise<NotificationRow | null> {
    await this.database.transaction((tx) => acknowledgeNotification(tx, id, actingOf(caller), note));
    return readNotification(this.database, id);
  }
}
