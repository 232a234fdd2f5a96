import { LabError } from '@labwright/domain';
import {
  listInstrumentViews,
  listRunSteps,
  listSavedNames,
  readAuthoredStep,
  readRun,
  savedHistory,
  searchProtocols,
  type Database,
  type FoundProtocolRow,
  type RunRow,
  type RunStepRow,
  type SavedHistoryRow,
} from '@labwright/persistence';

const MOST_STEPS = 120;
const MOST_INSTANCES = 40;
const MOST_INSTRUMENTS = 60;
const MOST_FOUND = 6;
const MOST_WORDS = 8;

/** A run as the assistant sees it. */
interface ShownRun {
  readonly id: string;
  readonly protocol: { readonly hash: string; readonly name: string; readonly version: string; readonly title: string };
  readonly steps: readonly { readonly id: string; readonly title: string; readonly status: string; readonly path: string }[];
  readonly [field: string]: unknown;
}

/** A step as the assistant sees it. */
interface ShownStep {
  readonly id: string;
  readonly title: string;
  readonly [field: string]: unknown;
}

/** What the assistant's tools can look at; reads, and nothing else. @throws LabError NOT_FOUND */
export interface LabRecord {
  run(id: string): Promise<ShownRun>;
  step(runId: string, step: string): Promise<ShownStep>;
  readingNames(runId: string): Promise<readonly string[]>;
  /** The newest `limit` values, oldest first. */
  saved(runId: string, names: readonly string[], limit: number): Promise<readonly SavedHistoryRow[]>;
  instruments(): Promise<readonly object[]>;
  search(query: string): Promise<readonly FoundProtocolRow[]>;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const BEGUN = new Set(['ready', 'dispatched', 'running', 'holding', 'awaiting_operator', 'in_body', 'in_doubt']);

/** The record of the lab in Postgres. */
export class RecordedLab implements LabRecord {
  constructor(private readonly database: Database) {}

  async run(id: string): Promise<ShownRun> {
    const row = await this.find(id);
    const steps = await listRunSteps(this.database, id);
    const { protocol, status, state, parameters, adjusted, simulated, createdBy, startedLab, endedLab, expectedMs } = row;
    const shown = steps.map(({ stepId, definition, status: now, iterationPath, waitingFor }) => ({
      id: stepId,
      title: definition.title,
      status: now,
      path: iterationPath,
      ...(waitingFor === null ? {} : { waitingFor }),
    }));
    // What goes on now is what people ask about; what is over comes after it.
    const first = shown.filter((step) => BEGUN.has(step.status));
    const rest = shown.filter((step) => !BEGUN.has(step.status));
    return {
      id,
      protocol,
      status,
      heldFor: state.holdReasons,
      deviations: state.deviations,
      parameters,
      adjusted,
      simulated,
      createdBy,
      startedLab,
      endedLab,
      expectedMs,
      stepCount: steps.length,
      steps: [...first, ...rest].slice(0, MOST_STEPS),
    };
  }

  async step(runId: string, step: string): Promise<ShownStep> {
    await this.find(runId);
    const own = (await listRunSteps(this.database, runId)).filter(
      ({ stepId, definition }) => stepId === step || definition.authored === step,
    );
    const [first] = own;
    const authored = await readAuthoredStep(this.database, runId, first?.definition.authored ?? step);
    if (!first && !authored)
      throw new LabError('NOT_FOUND', `run ${runId} has no step "${step}"; get_run lists them`, { kind: 'step', id: step });
    return {
      id: first?.stepId ?? step,
      title: first?.definition.title ?? (typeof authored?.['title'] === 'string' ? authored['title'] : step),
      asWritten: authored,
      planned: first?.definition ?? null,
      instances: own.slice(-MOST_INSTANCES).map((each) => instanceOf(each)),
    };
  }

  async readingNames(runId: string): Promise<readonly string[]> {
    await this.find(runId);
    return listSavedNames(this.database, runId);
  }

  saved(runId: string, names: readonly string[], limit: number): Promise<readonly SavedHistoryRow[]> {
    return savedHistory(this.database, runId, names, limit);
  }

  async instruments(): Promise<readonly object[]> {
    const rows = await listInstrumentViews(this.database, { limit: MOST_INSTRUMENTS });
    return rows.map(({ id, driver, vendor, model, location, simulated, link, linkReason, activity, service, serviceReason, identity }) => ({
      ...{ id, driver, vendor, model, location, simulated, link, linkReason, activity, service, serviceReason, identity },
    }));
  }

  search(query: string): Promise<readonly FoundProtocolRow[]> {
    const words = query.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2);
    return words.length === 0 ? Promise.resolve([]) : searchProtocols(this.database, words.slice(0, MOST_WORDS), MOST_FOUND);
  }

  private async find(id: string): Promise<RunRow> {
    const row = UUID.test(id) ? await readRun(this.database, id) : null;
    if (row) return row;
    throw new LabError('NOT_FOUND', `there is no run ${id.slice(0, 40)}`, { kind: 'run', id: id.slice(0, 40) });
  }
}

function instanceOf({ stepId, iterationPath, status, attempt, waitingFor, error, instrument, startedLab, endedLab }: RunStepRow): object {
  return {
    ...{ step: stepId, path: iterationPath, status, attempt, waitingFor, instrument, startedLab, endedLab },
    error: typeof error?.['message'] === 'string' ? error['message'] : null,
  };
}
