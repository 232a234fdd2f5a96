import { labwareTypes, wellRange, type LabwareType } from '@labwright/labware';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../openapi/operation';
import { LabwareTypeListSchema, LabwareTypeQuerySchema, type LabwareTypeQuery } from './labware-type.schema';

/** The catalogue of labware. It belongs to the program and not to the lab, and is short: it comes in one piece. */
@ApiTags('labware')
@Controller('v1/labware-types')
export class LabwareTypesController {
  @Get()
  @Operation({
    summary: 'Lists the types of labware that protocols may name',
    description:
      'A type that is not here does not compile: dimensions decide where it fits, how fast it may be shaken and what is read through it.',
    answers: LabwareTypeListSchema,
  })
  listLabwareTypes(@Query({ schema: LabwareTypeQuerySchema }) { format }: LabwareTypeQuery): {
    items: (LabwareType & { wells: string })[];
  } {
    const types = labwareTypes().filter((type) => format === undefined || type.format === format);
    return { items: types.map((type) => ({ ...type, wells: wellRange(type) })) };
  }
}
