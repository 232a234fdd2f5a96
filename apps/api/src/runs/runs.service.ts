import { isDeepStrictEqual } from 'node:util';
import { LabError } from '@labwright/domain';
import {
  answerRun,
  cancelRun,
  createRun,
  listDeviations,
  pauseRun,
  resumeRun,
  startRun,
  type Acting,
  type HoldAnswer,
  type NestClaim,
} from '@labwright/execution';
import {
  Database,
  listRunLabware,
  listRunMaterials,
  listRunSteps,
  listStory,
  pgCode,
  readRun,
  type RunEntity,
  type RunRow,
} from '@labwright/persistence';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { runView } from './run-view';
import type { NewRun, RunSchema } from './run.schema';

type RunView = z.input<typeof RunSchema>;

/** Runs as the API shows and changes them. */
@Injectable()
export class RunsService {
  constructor(private readonly database: Database) {}

  /** @throws LabError NOT_FOUND */
  async find(id: string): Promise<RunRow> {
    const row = await readRun(this.database, id);
    if (row) return row;
    throw new LabError('NOT_FOUND', `there is no run ${id}; GET /v1/runs lists them`, { kind: 'run', id });
  }

  /** @throws LabError NOT_FOUND */
  async show(id: string): Promise<RunView> {
    const [row, steps, labware, materials, story] = await Promise.all([
      this.find(id),
      listRunSteps(this.database, id),
      listRunLabware(this.database, id),
      listRunMaterials(this.database, id),
      listStory(this.database, id, ['run.deviated']),
    ]);
    return runView(row, steps, labware, materials, listDeviations(steps, story));
  }

  /** Makes a run, or gives the one that the same caller made under the same key. @throws LabError CONFLICT when that was another request */
  async create(asked: NewRun, idempotencyKey: string | null, by: Acting): Promise<RunView> {
    const { protocol, ...rest } = asked;
    const make = (): Promise<RunEntity> =>
      this.database.transaction((tx) => createRun(tx, { protocolHash: protocol, ...rest, idempotencyKey }, by));
    const run = await make().catch((error: unknown) => {
      // Two requests with one key at once: the slower one finds the run of the other.
      if (idempotencyKey !== null && pgCode(error) === '23505') return make();
      throw error;
    });
    mustBeSame(run, asked, idempotencyKey);
    return this.show(run.id);
  }

  async start(id: string, { actor }: Acting): Promise<RunView> {
    await this.database.transaction((tx) => startRun(tx, id, actor));
    return this.show(id);
  }

  async pause(id: string, { actor }: Acting): Promise<RunView> {
    await this.database.transaction((tx) => pauseRun(tx, id, actor));
    return this.show(id);
  }

  async resume(id: string, { actor }: Acting): Promise<RunView> {
    await this.database.transaction((tx) => resumeRun(tx, id, actor));
    return this.show(id);
  }

  async cancel(id: string, reason: string, { actor }: Acting): Promise<RunView> {
    await this.database.transaction((tx) => cancelRun(tx, id, actor, reason));
    return this.show(id);
  }

  async answer(
    id: string,
    choice: HoldAnswer,
    note: string,
    places: readonly NestClaim[] | undefined,
    { actor }: Acting,
  ): Promise<RunView> {
    await this.database.transaction((tx) => answerRun(tx, id, choice, actor, note, places));
    return this.show(id);
  }
}

/** A key that comes again with another request is a mistake of the client: its second run would silently not be made. */
function mustBeSame(run: RunEntity, asked: NewRun, key: string | null): void {
  if (key === null) return;
  const same =
    run.protocolHash === asked.protocol &&
    run.priority === asked.priority &&
    Object.entries(asked.parameters).every(([name, value]) => isDeepStrictEqual(run.parameters[name], value)) &&
    Object.entries(asked.bindings).every(([role, instrument]) => run.plan.bindings[role] === instrument);
  if (same) return;
  const reason = `the Idempotency-Key was used for another request, which made run ${run.id}; use a new key for a new run`;
  throw new LabError('CONFLICT', reason, { kind: 'run', id: run.id, reason });
}
