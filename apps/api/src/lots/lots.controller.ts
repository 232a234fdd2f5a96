import { registerLot, type Principal } from '@labwright/execution';
import { Database, listLots, readLot, type LotRow } from '@labwright/persistence';
import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, actingOf } from '../access/caller';
import { pageOf, unknownCursor, type Page } from '../http/page.schema';
import { Operation } from '../openapi/operation';
import { LotPageSchema, LotQuerySchema, LotSchema, NewLotSchema, type LotQuery, type NewLot } from './lot.schema';

@ApiTags('lots')
@Controller('v1/lots')
export class LotsController {
  constructor(private readonly database: Database) {}

  @Get()
  @Operation({ summary: 'Lists registered lots, the newest first', answers: LotPageSchema })
  async listLots(@Query({ schema: LotQuerySchema }) { material, after, limit }: LotQuery): Promise<Page<LotRow>> {
    if (after !== undefined && !(await readLot(this.database, after))) throw unknownCursor(after);
    return pageOf(await listLots(this.database, { material, after, limit: limit + 1 }), limit, (lot) => lot.id);
  }

  @Post()
  @Operation({
    summary: 'Registers a lot of a material, so that tasks can name it',
    description: 'The same lot with the same date again is the same one; with another date it is a conflict.',
    status: 201,
    answers: LotSchema,
    body: 'json',
  })
  async registerLot(@Body({ schema: NewLotSchema }) lot: NewLot, @Caller() caller: Principal): Promise<LotRow | null> {
    const { id } = await this.database.transaction((tx) => registerLot(tx, lot, actingOf(caller)));
    return readLot(this.database, id);
  }
}
