import { policyInForce } from '@labwright/execution';
import { Database } from '@labwright/persistence';
import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../openapi/operation';
import { PolicySchema } from './policy.schema';

@ApiTags('policy')
@Controller('v1/policy')
export class PolicyController {
  constructor(private readonly database: Database) {}

  @Get()
  @Operation({ summary: 'Shows the site policy in force, with its version', answers: PolicySchema })
  async getPolicy(): Promise<unknown> {
    const { policy, version, origin, acceptedAt } = await policyInForce(this.database);
    return { version, builtin: origin === null, acceptedAt, policy };
  }
}
