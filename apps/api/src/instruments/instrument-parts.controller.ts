import { canonicalUnit, Capabilities, type QuantityKind } from '@labwright/domain';
import { rangesOf } from '@labwright/execution';
import { Database, DriverEntity, listNests, readInstrumentView, type InstrumentViewRow, type NestRow } from '@labwright/persistence';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { SlugSchema } from '../http/field.schema';
import { Operation } from '../openapi/operation';
import { IdentitySchema, InstrumentLimitsSchema, NestListSchema } from './instrument-parts.schema';
import { noInstrument } from './instrument-view';

/** What an instrument is made of, part by part: who it is, what it may do, and what stands on it. */
@ApiTags('instruments')
@Controller('v1/instruments')
export class InstrumentPartsController {
  constructor(private readonly database: Database) {}

  @Get(':id/nests')
  @Operation({ summary: 'Shows the nests of an instrument: what each takes, which run has it, what stands on it', answers: NestListSchema })
  async listInstrumentNests(@Param('id', { schema: SlugSchema }) id: string): Promise<{ instrument: string; nests: readonly NestRow[] }> {
    await this.find(id);
    return { instrument: id, nests: await listNests(this.database, id) };
  }

  @Get(':id/limits')
  @Operation({
    summary: 'Shows the limits of an instrument beside what its driver can do',
    answers: InstrumentLimitsSchema,
  })
  async listInstrumentLimits(@Param('id', { schema: SlugSchema }) id: string): Promise<z.input<typeof InstrumentLimitsSchema>> {
    const { driver: driverId, limits } = await this.find(id);
    const driver = await this.database.repository(DriverEntity).findOneBy({ id: driverId });
    const ranges = driver ? [...rangesOf(driver.manifest)].toSorted(([a], [b]) => a.localeCompare(b)) : [];
    return {
      instrument: id,
      limits: ranges.map(([name, { min, max, step }]) => {
        const own = limits[name] ?? null;
        return { name, unit: unitOf(name), step, driver: { min, max }, own, inForce: own ?? { min, max } };
      }),
    };
  }

  @Get(':id/identity')
  @Operation({
    summary: 'Shows who answered at the address of an instrument when its bench agent connected last',
    description: 'POST /v1/instruments/{id}/test asks again.',
    answers: IdentitySchema,
  })
  async getInstrumentIdentity(@Param('id', { schema: SlugSchema }) id: string): Promise<z.input<typeof IdentitySchema>> {
    const { driver, vendor, model, url, link, linkReason, identity, lastSeenAt, settings, simulated } = await this.find(id);
    const wanted = settings['serialNumber'];
    const expectedSerialNumber = typeof wanted === 'string' ? wanted : null;
    return { instrument: id, driver, vendor, model, url, simulated, link, linkReason, expectedSerialNumber, identity, lastSeenAt };
  }

  private async find(id: string): Promise<InstrumentViewRow> {
    const row = await readInstrumentView(this.database, id);
    if (row) return row;
    throw noInstrument(id);
  }
}

/** Canonical unit of `<capability>.<parameter>`. */
function unitOf(name: string): string | null {
  const [capability = '', parameter = ''] = name.split('.');
  const known = Object.hasOwn(Capabilities, capability) ? Capabilities[capability as keyof typeof Capabilities] : undefined;
  const kind = (known?.with as Readonly<Record<string, QuantityKind>> | undefined)?.[parameter];
  return kind === undefined ? null : canonicalUnit(kind);
}
