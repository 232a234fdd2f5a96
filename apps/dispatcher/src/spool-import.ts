import { hasCode } from '@labwright/domain';
import { recordStop, settleStop, type StopRequest } from '@labwright/execution';
import { insertSpooledCommands, updateAnswers, type Database } from '@labwright/persistence';
import type { SpoolRecord, StopSpool } from './stop-spool';

type RecordOf<T extends SpoolRecord['type']> = Extract<SpoolRecord, { type: T }>;

/**
 * Brings the spool into journal and events, in its order. Every record has an id or a key of its own there, so that what a crash brings twice is
 * written once. @throws LabError DATABASE_UNAVAILABLE; then the rest stays for the next time
 */
export async function importSpool(
  database: Database,
  spool: StopSpool,
  agent: string,
  onError: (where: string, error: Error) => void,
): Promise<void> {
  for (const sealed of await spool.seal()) {
    if (sealed.unreadable > 0)
      onError('spool of emergency stops', new Error(`${sealed.unreadable} line(s) of ${sealed.file} cannot be read`));
    try {
      for (const record of sealed.records) await store(database, record, agent, onError);
      await spool.forget(sealed);
    } catch (error) {
      if (hasCode(error, 'DATABASE_UNAVAILABLE')) throw error;
      onError('spool of emergency stops', error as Error);
      await spool.setAside(sealed);
    }
  }
}

async function store(
  database: Database,
  record: SpoolRecord,
  agent: string,
  onError: (where: string, error: Error) => void,
): Promise<void> {
  switch (record.type) {
    case 'stop':
      for (const instrument of record.instruments) await stop(database, requestOf(record), instrument, onError);
      return;
    case 'intent':
      return database.transaction((tx) => insertSpooledCommands(tx, [commandOf(record)]));
    case 'answer':
      return database.transaction((tx) => updateAnswers(tx, [answerOf(record)]));
    case 'settled': {
      const { request: requestId, instrument: instrumentId, sentMs, outcome, settledMs, evidence } = record;
      const found = { requestId, instrumentId, sentMs, outcome, settledMs, evidence };
      return database.transaction((tx) => settleStop(tx, found, `agent:${agent}`));
    }
  }
}

/** One that has been taken out of the fleet meanwhile is no reason to lose the others. */
async function stop(
  database: Database,
  request: StopRequest,
  instrument: string,
  onError: (where: string, error: Error) => void,
): Promise<void> {
  try {
    await database.transaction((tx) => recordStop(tx, request, instrument));
  } catch (error) {
    if (!hasCode(error, 'NOT_FOUND')) throw error;
    onError(instrument, error);
  }
}

function requestOf({ id, instrument, by, reason, via, at }: RecordOf<'stop'>): StopRequest {
  return { id, instrument, by, reason, via, at: new Date(at) };
}

function commandOf({ id, instrument, epoch, kind, label, hex, step, attempt, at, atLab }: RecordOf<'intent'>) {
  return {
    id,
    kind,
    label,
    bytes: Buffer.from(hex, 'hex'),
    runId: null,
    stepInstanceId: step,
    attempt,
    instrumentId: instrument,
    epoch,
    sentAt: new Date(at),
    sentLab: new Date(atLab),
  };
}

function answerOf({ id, outcome, hex, durationMs, error }: RecordOf<'answer'>) {
  return { id, outcome, bytes: Buffer.from(hex, 'hex'), durationMs, error };
}
