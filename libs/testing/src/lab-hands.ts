import { randomUUID } from 'node:crypto';
import type { ReadingQuality } from '@labwright/domain';
import {
  RUNS_QUEUE,
  TimerLoop,
  WakeUp,
  advanceOnce,
  beginHold,
  claimStep,
  claimTask,
  completeTask,
  succeedStep,
} from '@labwright/execution';
import { LabTime, OperatorTaskEntity, StepInstanceEntity, type Database, type NewReading, type PgListener } from '@labwright/persistence';
import type { GrowthLab } from './growth-lab';

/** What a read gives in a well: a number, or the quality of one that is none. A well that is left out gives nothing. */
export type WellValues = Readonly<Record<string, number | ReadingQuality>>;

const LISTENER = { on: () => () => undefined } as unknown as PgListener;
const OPEN = ['ready', 'dispatched', 'running', 'holding', 'awaiting_operator', 'in_body', 'in_doubt'];

/**
 * The hands of a lab of a spec: what the bench agent, the technician and the clock do, without wires, queues and waiting. Wake-ups are
 * taken from the outbox, so that one that the code forgets is missed here too.
 */
export class LabHands {
  /** What reads give from now on, by step id, or for each wavelength under `<step>@<nm>`; the first is taken, and the last stays. */
  readonly reads = new Map<string, WellValues[]>();

  constructor(
    private readonly database: Database,
    private readonly lab: GrowthLab,
  ) {}

  get grace(): { principalId: string; actor: string; roles: string[] } {
    return { principalId: this.lab.technician.id, actor: 'user:grace', roles: ['technician', 'scientist'] };
  }

  /** Works off the wake-ups of runs until there are none. */
  async pump(): Promise<void> {
    for (let rounds = 0; rounds < 100; rounds++) {
      const rows = await this.database.query<{ payload: { runId: string } }>(
        `delete from lab.outbox where queue = $1 and name = $2 returning payload`,
        [RUNS_QUEUE, WakeUp.advance],
      );
      if (rows.length === 0) return;
      for (const runId of new Set(rows.map(({ payload }) => payload.runId))) await advanceOnce(this.database, runId);
    }
    throw new Error('the wake-ups of runs never end');
  }

  /** Lets lab time pass, and fires the timers that are due then. */
  async pass(ms: number): Promise<void> {
    await this.database.query(`update lab.lab_clock set lab_anchor = lab_anchor + $1 * interval '1 millisecond'`, [ms]);
    await this.fireTimers();
    await this.pump();
  }

  async fireTimers(): Promise<void> {
    const labTime = new LabTime(this.database);
    await labTime.read();
    let failure: Error | null = null;
    await new TimerLoop(this.database, labTime, LISTENER, (_where, error) => (failure = error)).stop();
    if (failure) throw failure as Error;
  }

  async step(runId: string, stepId: string, iterationPath = ''): Promise<StepInstanceEntity> {
    return this.database.repository(StepInstanceEntity).findOneByOrFail({ runId, stepId, iterationPath });
  }

  async openSteps(runId: string): Promise<StepInstanceEntity[]> {
    const steps = await this.database.repository(StepInstanceEntity).find({ where: { runId }, order: { position: 'asc' } });
    return steps.filter(({ status }) => OPEN.includes(status));
  }

  async claim(step: StepInstanceEntity): Promise<boolean> {
    const by = { owner: 'process-1', agent: 'bench-1', instrumentId: step.instrumentId ?? '', epoch: 1 };
    return (await claimStep(this.database, step.id, step.attempt, by)) !== null;
  }

  /** Performs a dispatched operation: to its end, or as far as its hold. False when it cannot be claimed now. */
  async perform(step: StepInstanceEntity): Promise<boolean> {
    if (step.definition.kind !== 'operation') throw new Error(`${step.stepId} is no operation`);
    if (!(await this.claim(step))) return false;
    const ref = { runId: step.runId, stepInstanceId: step.id, attempt: step.attempt, actor: 'agent:bench-1' };
    const { holdMs, establish } = step.definition;
    if (holdMs !== null) {
      await this.database.transaction((tx) => beginHold(tx, ref, holdMs, { answers: [], readings: [] }));
      return true;
    }
    const plates = establish.filter(({ verb }) => verb === 'readAbsorbance').map(({ parameters }) => parameters['wavelength'] ?? 0);
    const readings = (await Promise.all(plates.map((wavelength) => this.read(step, wavelength)))).flat();
    await this.database.transaction((tx) => succeedStep(tx, ref, { answers: [], readings }));
    return true;
  }

  /** What the agent does when the timer of a hold has woken it. */
  async endHold(step: StepInstanceEntity): Promise<void> {
    const ref = { runId: step.runId, stepInstanceId: step.id, attempt: step.attempt, actor: 'agent:bench-1' };
    await this.database.transaction((tx) => succeedStep(tx, ref));
  }

  async read(step: StepInstanceEntity, wavelength: number): Promise<NewReading[]> {
    const list = this.reads.get(`${step.stepId}@${wavelength}`) ?? this.reads.get(step.stepId) ?? [{}];
    const values = (list.length > 1 ? list.shift() : list[0]) ?? {};
    const [now] = await this.database.query<{ lab: Date }>('select lab.lab_now() as lab');
    const commandId = randomUUID();
    await this.database.query(
      `insert into lab.commands (id, instrument_id, epoch, run_id, step_instance_id, attempt, kind, label, intent_bytes)
       values ($1, $2, 1, $3, $4, $5, 'query', 'read', '\\x00')`,
      [commandId, step.instrumentId, step.runId, step.id, step.attempt],
    );
    return Object.entries(values).map(([well, value]) => ({
      name: 'absorbance',
      well,
      value: typeof value === 'number' ? value : null,
      unit: '{AU}',
      quality: typeof value === 'number' ? 'ok' : value,
      wavelength,
      raw: new Uint8Array(),
      commandId,
      runId: step.runId,
      stepInstanceId: step.id,
      instrumentId: step.instrumentId ?? '',
      simulated: true,
      atWall: new Date(),
      atLab: now?.lab ?? new Date(),
    }));
  }

  /** The open or claimed task of a run, of a step where it is named. */
  async task(runId: string, stepId?: string): Promise<OperatorTaskEntity> {
    const [row] = await this.database.query<{ id: string }>(
      `select t.id from lab.operator_tasks t join lab.step_instances s on s.id = t.step_instance_id
       where t.run_id = $1 and t.kind <> 'recovery' and t.status in ('open', 'claimed') and ($2::text is null or s.step_id = $2) order by t.opened_at limit 1`,
      [runId, stepId ?? null],
    );
    if (!row) throw new Error(`run ${runId} has no open task${stepId ? ` of ${stepId}` : ''}`);
    return this.database.repository(OperatorTaskEntity).findOneByOrFail({ id: row.id });
  }

  async complete(task: OperatorTaskEntity): Promise<void> {
    await this.database.transaction((tx) => claimTask(tx, task.id, this.grace));
    const evidence = task.evidence.map(({ id }) => ({ id, value: true }));
    await this.database.transaction((tx) => completeTask(tx, task.id, this.grace, { evidence, note: '', scripted: false }));
  }

  /**
   * Goes on with a run as far as hands can: operations are performed, tasks of operators completed. Ends when nothing can be done without
   * time or an answer, or at the step named, as `id` or `path id`, before it is performed.
   */
  async play(runId: string, until: string | null = null): Promise<void> {
    for (let i = 0; i < 500; i++) {
      await this.pump();
      const steps = await this.openSteps(runId);
      const step = steps.find(({ status, kind }) => status === 'dispatched' || (status === 'awaiting_operator' && kind === 'operator'));
      if (!step || step.stepId === until || `${step.iterationPath} ${step.stepId}` === until) return;
      if (step.status === 'awaiting_operator') await this.complete(await this.task(runId, step.stepId));
      else if (!(await this.perform(step))) return;
    }
    throw new Error(`run ${runId} does not end`);
  }
}
