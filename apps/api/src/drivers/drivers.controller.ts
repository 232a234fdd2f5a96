import { LabError } from '@labwright/domain';
import { Database, DriverEntity, listDrivers, type DriverRow } from '@labwright/persistence';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SlugSchema } from '../http/field.schema';
import { pageOf, type Page } from '../http/page.schema';
import { Operation } from '../openapi/operation';
import { DriverPageSchema, DriverQuerySchema, DriverSchema, type DriverQuery } from './driver.schema';

@ApiTags('drivers')
@Controller('v1/drivers')
export class DriversController {
  constructor(private readonly database: Database) {}

  @Get()
  @Operation({ summary: 'Lists what the bench agents can drive', answers: DriverPageSchema })
  async listDrivers(@Query({ schema: DriverQuerySchema }) { after, limit }: DriverQuery): Promise<Page<DriverRow>> {
    return pageOf(await listDrivers(this.database, { after, limit: limit + 1 }), limit, (driver) => driver.id);
  }

  @Get(':id')
  @Operation({ summary: 'Shows a driver with its manifest', answers: DriverSchema })
  async getDriver(@Param('id', { schema: SlugSchema }) id: string): Promise<DriverEntity> {
    const driver = await this.database.repository(DriverEntity).findOneBy({ id });
    if (driver) return driver;
    throw new LabError('NOT_FOUND', `there is no driver "${id}"; GET /v1/drivers lists them`, { kind: 'driver', id });
  }
}
