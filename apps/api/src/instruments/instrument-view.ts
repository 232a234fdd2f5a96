import { LabError } from '@labwright/domain';
import type { InstrumentViewRow } from '@labwright/persistence';
import type { z } from 'zod';
import type { InstrumentSchema } from './instrument.schema';

export type InstrumentView = z.input<typeof InstrumentSchema>;

export function instrumentView({ nests, ...row }: InstrumentViewRow): InstrumentView {
  return { ...row, paused: row.pausedAt !== null, nests: [...nests] };
}

export function noInstrument(id: string): LabError<'NOT_FOUND'> {
  return new LabError('NOT_FOUND', `there is no instrument "${id}"; GET /v1/instruments lists them`, { kind: 'instrument', id });
}
