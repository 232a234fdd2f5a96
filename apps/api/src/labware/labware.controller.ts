import { confirmPlace, maskWells, unmaskWells, type Principal } from '@labwright/execution';
import { Database, readLabware, type LabwareRow } from '@labwright/persistence';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, actingOf } from '../access/caller';
import { UuidSchema } from '../http/field.schema';
import { Operation } from '../openapi/operation';
import { LabwareSchema, MaskSchema, MovedSchema, type Mask, type Moved } from './labware.schema';

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

  @Post(':id/mask')
  @Operation({
    summary: 'Takes wells out of what conditions look at',
    description:
      'What was read of them stays in the record. A condition that was UNKNOWN because of them is asked again by the answer "redo".',
    answers: LabwareSchema,
    body: 'json',
  })
  async mask(
    @Param('id', { schema: UuidSchema }) id: string,
    @Body({ schema: MaskSchema }) mask: Mask,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    await this.database.transaction((tx) => maskWells(tx, id, mask, actingOf(caller)));
    return readLabware(this.database, id);
  }

  @Post(':id/unmask')
  @Operation({ summary: 'Lets conditions look at wells again', answers: LabwareSchema, body: 'json' })
  async unmask(
    @Param('id', { schema: UuidSchema }) id: string,
    @Body({ schema: MaskSchema }) mask: Mask,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    await this.database.transaction((tx) => unmaskWells(tx, id, mask, actingOf(caller)));
    return readLabware(this.database, id);
  }
}
