import { screenGivenText } from '@labwright/execution';
import type { Database } from '@labwright/persistence';
import type { InstrumentIdentity } from '@drivers/kit';

/** Screens what an instrument says of itself. A finding is written down and told; it neither keeps the instrument away nor changes anything. */
export async function screenIdentity(database: Database, instrumentId: string, identity: InstrumentIdentity): Promise<void> {
  const text = Object.values(identity)
    .filter((value) => typeof value === 'string')
    .join(' ; ');
  const given = { subject: 'device', field: 'device_text', text, instrumentId, actor: `instrument:${instrumentId}` } as const;
  await database.transaction((tx) => screenGivenText(tx, given));
}
