import { applyFleet, planFleet, type Principal } from '@labwright/execution';
import { Database, listInstrumentViews, type InstrumentViewRow } from '@labwright/persistence';
import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { stringify } from 'yaml';
import { Caller, actingOf } from '../access/caller';
import { MediaTypes, TakesBody } from '../http/body-reader';
import { issueWords } from '../http/issue-words';
import { Operation } from '../openapi/operation';
import { fleetFile, mustStand, readFleetFile } from './fleet-file';
import { ApplyQuerySchema, FLEET_DOCUMENT, FleetChangeSchema, type ApplyQuery, type FleetChange } from './fleet.schema';

const YAML = 'application/yaml';
const JSON_TYPE = 'application/json';
/** Instruments of one read. */
const PAGE = 500;

/** All instruments as one file. */
@ApiTags('fleet')
@Controller('v1/fleet')
export class FleetController {
  constructor(private readonly database: Database) {}

  @Get()
  @ApiProduces(YAML, JSON_TYPE)
  @ApiResponse({ status: 200, description: 'A fleet file; YAML, or JSON where that is accepted first', schema: FLEET_DOCUMENT })
  @Operation({
    summary: 'Gives the fleet as a file that changes nothing when it is applied',
    description: 'Retired instruments are left out.',
    answers: null,
  })
  async getFleet(@Req() request: Request, @Res() response: Response): Promise<void> {
    const file = fleetFile(await this.all());
    response.vary('Accept');
    if (request.accepts([YAML, JSON_TYPE]) === JSON_TYPE) response.json(file);
    else response.type(`${YAML}; charset=utf-8`).send(stringify(file));
  }

  // Above the operation, which would take no body: the text is read as it came, for the places in it.
  @Post('apply')
  @TakesBody('protocol')
  @ApiConsumes(...MediaTypes.protocol)
  @ApiBody({ required: true, schema: FLEET_DOCUMENT })
  @Operation({
    summary: 'Makes the fleet as a file says, or says what that would change',
    description:
      'One transaction: a fault anywhere changes nothing, and all faults are listed with pointer, line and column. The same file once more changes nothing. ' +
      'Driver and simulated of an instrument cannot be changed; what matters to runs is refused while one has the instrument reserved.',
    answers: FleetChangeSchema,
  })
  async applyFleet(
    @Query({ schema: ApplyQuerySchema }) { dryRun }: ApplyQuery,
    @Body() text: string | undefined,
    @Caller() caller: Principal,
  ): Promise<FleetChange> {
    const { entries, prune, faults, positions } = readFleetFile(text ?? '');
    return this.database.transaction(async (tx) => {
      const plan = await planFleet(tx, { entries, prune, whole: faults.length === 0 }, issueWords);
      mustStand([...faults, ...plan.faults], positions);
      if (!dryRun) await applyFleet(tx, plan, actingOf(caller).actor);
      const { created, changed, unchanged, retired, left } = plan;
      return {
        applied: !dryRun,
        created: [...created],
        changed: changed.map(({ id, changes }) => ({ id, changes: [...changes] })),
        unchanged: [...unchanged],
        retired: [...retired],
        left: [...left],
      };
    });
  }

  private async all(): Promise<readonly InstrumentViewRow[]> {
    const rows: InstrumentViewRow[] = [];
    for (;;) {
      const page = await listInstrumentViews(this.database, { after: rows.at(-1)?.id, limit: PAGE });
      rows.push(...page);
      if (page.length < PAGE) return rows;
    }
  }
}
