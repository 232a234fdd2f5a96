import { recordEvents, type OperatorTaskEntity, type Tx } from '@labwright/persistence';
import type { CheckedEvidence } from './evidence';
import { holdRun } from './hold-run';
import { loadStep, type LockedRun } from './run-store';

/** A barcode that is not that of the labware it was read for. */
export interface Mismatch {
  readonly labware: string;
  /** The barcode that it has; null while it has none. */
  readonly expected: string | null;
  readonly scanned: string;
  /** What has the barcode that was read, where that is known. */
  readonly belongsTo: string | null;
}

interface Scan {
  readonly labware: string;
  readonly barcode: string;
}

/** Barcodes read for labware of the run; other evidence may ask for barcodes of anything. */
function scansOf(evidence: readonly CheckedEvidence[]): readonly Scan[] {
  return evidence.flatMap(({ kind, of, value }) => (kind === 'barcode' && of !== null ? [{ labware: of, barcode: String(value) }] : []));
}

/**
 * Compares what was scanned with what is known: the barcodes of this run's labware, and those of all labware of runs that are not over.
 * Two runs may read the same new barcode at the same moment, and each has only its own run locked: the lock on the barcode makes one wait
 * until the other has written it down. Locks are taken in the order of the barcodes, so that no two tasks wait for each other.
 */
export async function findMismatches(tx: Tx, task: OperatorTaskEntity, evidence: readonly CheckedEvidence[]): Promise<readonly Mismatch[]> {
  const scans = scansOf(evidence);
  for (const barcode of [...new Set(scans.map((s) => s.barcode))].sort())
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('labware barcode ' || $1, 0))`, [barcode]);
  const mismatches: Mismatch[] = [];
  for (const [index, { labware, barcode }] of scans.entries()) {
    const [own] = await tx.query<{ id: string; barcode: string | null }>(
      `select id, barcode from lab.labware where run_id = $1 and name = $2`,
      [task.runId, labware],
    );
    if (!own) continue;
    const twin = scans.slice(0, index).find((s) => s.barcode === barcode && s.labware !== labware);
    const belongsTo = twin ? `${twin.labware} of this task` : await ownerOf(tx, task.runId, own.id, barcode);
    if ((own.barcode ?? barcode) !== barcode || belongsTo !== null)
      mismatches.push({ labware, expected: own.barcode, scanned: barcode, belongsTo });
  }
  return mismatches;
}

async function ownerOf(tx: Tx, runId: string, ownId: string, barcode: string): Promise<string | null> {
  const [other] = await tx.query<{ name: string; run: string }>(
    `select l.name, l.run_id as run from lab.labware l join lab.runs r on r.id = l.run_id
     where l.barcode = $1 and l.id <> $2 and r.ended_at is null order by (l.run_id = $3) desc, l.id limit 1`,
    [barcode, ownId, runId],
  );
  if (!other) return null;
  return other.run === runId ? `${other.name} of this run` : `${other.name} of run ${other.run}`;
}

/**
 * The plate in hand is not the one that was asked for, and nobody knows which one is where: what is read of it from here on means nothing,
 * until the right barcode is read. The run is held, and the task stays with whoever claimed it. @returns why, in words
 */
export async function holdForMismatches(
  tx: Tx,
  run: LockedRun,
  task: OperatorTaskEntity,
  mismatches: readonly Mismatch[],
  actor: string,
): Promise<string> {
  const reasons: string[] = [];
  for (const mismatch of mismatches) {
    const { labware, expected, scanned } = mismatch;
    await tx.query(`update lab.labware set identity = 'unknown' where run_id = $1 and name = $2`, [task.runId, labware]);
    const data = { labware, expected, scanned, task: task.id };
    await recordEvents(tx, [{ type: 'labware.mismatched', actor, runId: task.runId, stepInstanceId: task.stepInstanceId, data }]);
    const reason = `${task.title}: ${wordsOf(mismatch)}`;
    const step = await loadStep(tx, task.stepInstanceId, task.attempt);
    await holdRun(tx, run, reason, actor, step && { step, about: 'run' });
    reasons.push(reason);
  }
  return reasons.join('; ');
}

function wordsOf({ labware, expected, scanned, belongsTo }: Mismatch): string {
  const wanted = expected === null ? `${labware}, which has no barcode yet` : `${labware} with the barcode "${expected}"`;
  const found = belongsTo === null ? `"${scanned}" was scanned` : `"${scanned}" was scanned, which is ${belongsTo}`;
  const right = expected === null ? `the plate that is ${labware}` : `the plate "${expected}"`;
  return `this is for ${wanted}, and ${found}. Find ${right}, answer the hold, then scan again`;
}

/** The first barcode read for a piece of labware is its own from then on, and whoever reads it again knows which one it is. */
export async function keepBarcodes(tx: Tx, task: OperatorTaskEntity, evidence: readonly CheckedEvidence[]): Promise<void> {
  for (const { labware, barcode } of scansOf(evidence))
    await tx.query(`update lab.labware set barcode = $3, identity = 'known' where run_id = $1 and name = $2`, [
      task.runId,
      labware,
      barcode,
    ]);
}
