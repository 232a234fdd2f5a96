import { confirmPlace, type Principal } from '@labwright/execution';
import { Database, readLabware, type LabwareRow } from '@labwright/persistence';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, actingOf } from '../access/caller';
import { UuidSchema } from '../http/field.schema';
import { Operation } from '../openapi/operation';
import { LabwareSchema, MovedSchema, type Moved } from './labware.schema';

@ApiTags('labware')
@Controller('v1/labware')
export class LabwareController {
  constructor(private readonly database: Database) {}

  @Post(':id/moved')
  @Operation({ summary: 'Tells where labware is after its run has ended', answers: LabwareSchema, body: 'json' })
  async confirmPlace(
    @Param('id', { schema: UuidSchema }) id: string,
    @Body({ schema: MovedSchema }) { to }: Moved,
    @Caller() caller: Principal,
  ): Promise<LabwareRow | null> {
    await this.database.transaction((tx) => confirmPlace(tx, id, to, actingOf(caller).actor));
    return readLabware(this.database, id);
  }
}
