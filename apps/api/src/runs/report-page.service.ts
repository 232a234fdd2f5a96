import { TaskStatus } from '@labwright/domain';
import {
  Database,
  listDrivers,
  listEndPlates,
  listInstrumentViews,
  listRunLabware,
  listSampleMedians,
  listTasks,
  readProtocol,
  thinnedReadings,
  type DriverRow,
  type InstrumentViewRow,
  type TaskRow,
} from '@labwright/persistence';
import type { ReportInstrument, ReportTask, RunReportDocument } from '@labwright/report';
import { Injectable } from '@nestjs/common';
import { instrumentCurves, platesOf, sampleCurves } from './report-figures';
import { RunReportSchema } from './run-report.schema';
import { RunReports } from './run-report.service';
import { TimelineSchema } from './run-timeline.schema';
import { softwareOf } from './software';

/** Parts of a curve of which the database gives the lowest and the highest value. */
const SLICES = 400;
/** Medians that are read at most: 24 samples, 800 times. */
const MOST_MEDIANS = 19_200;
const MOST_TASKS = 500;
const MOST_INSTRUMENTS = 1_000;

export interface ReportPage {
  readonly html: string;
  /** For a file. */
  readonly name: string;
  /** Content security policy that it is sent with. */
  readonly policy: string;
}

/** A run's report as a page of HTML. What it reads of a run is bounded, however many readings there are: curves are thinned in the database. */
@Injectable()
export class ReportPages {
  private readonly software = softwareOf();

  constructor(
    private readonly database: Database,
    private readonly reports: RunReports,
  ) {}

  /** @throws LabError NOT_FOUND */
  async page(id: string): Promise<ReportPage> {
    const document = await this.document(id);
    // The plotting library takes a quarter of a second to load and 20 MB: whoever asks for no page does without.
    const { REPORT_POLICY, renderReport } = await import('@labwright/report');
    return { html: renderReport(document), name: `${document.protocol.name}-${id}-report.html`, policy: REPORT_POLICY };
  }

  private async document(id: string): Promise<RunReportDocument> {
    // What the page says is what the JSON says.
    const report = RunReportSchema.parse(await this.reports.report(id));
    const [told, protocol, tasks, instruments, drivers, labware, given, medians, plates] = await Promise.all([
      this.reports.timeline(id),
      readProtocol(this.database, report.protocol.hash),
      listTasks(this.database, { statuses: Object.values(TaskStatus), runId: id, limit: MOST_TASKS }),
      listInstrumentViews(this.database, { limit: MOST_INSTRUMENTS }),
      listDrivers(this.database, { limit: MOST_INSTRUMENTS }),
      listRunLabware(this.database, id),
      thinnedReadings(this.database, id, SLICES),
      listSampleMedians(this.database, id, MOST_MEDIANS),
      listEndPlates(this.database, id),
    ]);
    const used = new Set(report.commands.map(({ instrument }) => instrument));
    const { results } = report as typeof report & Pick<RunReportDocument, 'results'>;
    const { purpose } = (protocol?.document ?? {}) as { readonly purpose?: unknown };
    return {
      ...report,
      protocol: {
        ...report.protocol,
        purpose: typeof purpose === 'string' ? purpose : null,
        author: protocol?.author.name ?? null,
        submittedAt: protocol?.createdAt ?? null,
      },
      results,
      timeline: TimelineSchema.parse(told),
      tasks: tasks.filter(({ kind }) => kind === 'operator').map(taskOf),
      instruments: instruments.filter((each) => used.has(each.id)).map((each) => instrumentOf(each, drivers)),
      curves: [...sampleCurves(medians), ...instrumentCurves(given)],
      plates: platesOf(plates, labware),
      software: this.software,
      madeAt: new Date(),
    };
  }
}

function taskOf({
  stepId,
  title,
  instruction,
  role,
  status,
  claimedBy,
  completedBy,
  scripted,
  openedLab,
  completedLab,
  note,
  ...task
}: TaskRow): ReportTask {
  return {
    step: stepId,
    title,
    instruction,
    role,
    status,
    by: (completedBy ?? claimedBy)?.name ?? null,
    scripted,
    openedLab,
    completedLab,
    note,
    evidence: task.evidence.map(({ id, kind, prompt, unit }) => ({
      id,
      kind,
      prompt,
      unit,
      value: task.given.find((each) => each.id === id)?.value ?? null,
    })),
  };
}

function instrumentOf(
  { id, vendor, model, identity, driver, simulated }: InstrumentViewRow,
  drivers: readonly DriverRow[],
): ReportInstrument {
  const known = drivers.find((each) => each.id === driver);
  const text = (field: string) => (typeof identity?.[field] === 'string' ? identity[field] : null);
  return {
    id,
    vendor,
    model,
    serialNumber: text('serialNumber'),
    firmware: text('firmware'),
    driver,
    driverVersion: known?.version ?? null,
    verifiedOnHardware: known?.manifest.verifiedOnHardware ?? null,
    simulated,
  };
}
