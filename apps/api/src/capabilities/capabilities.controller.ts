import { loadFleet } from '@labwright/execution';
import { Database } from '@labwright/persistence';
import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../openapi/operation';
import { capabilityList } from './capability-view';
import { CapabilityListSchema } from './capability.schema';

@ApiTags('capabilities')
@Controller('v1/capabilities')
export class CapabilitiesController {
  constructor(private readonly database: Database) {}

  @Get()
  @Operation({
    summary: 'Lists what instruments can do, and which of them can do it in which ranges',
    description:
      'The vocabulary is closed: a protocol names a capability, never a device. One without instruments cannot be used in this lab now.',
    answers: CapabilityListSchema,
  })
  async listCapabilities(): Promise<unknown> {
    return capabilityList(await loadFleet(this.database));
  }
}
