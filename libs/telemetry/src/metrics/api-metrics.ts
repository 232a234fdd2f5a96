import { Gauge, Histogram } from 'prom-client';
import { Metrics, SECONDS } from './metrics';

/** What the database says of the lab at a moment. */
export interface LabNumbers {
  readonly runs: readonly { readonly status: string; readonly count: number }[];
  readonly jobs: readonly { readonly status: string; readonly count: number }[];
  readonly tasks: readonly { readonly status: string; readonly count: number; readonly overdue: number }[];
  readonly instruments: readonly { readonly link: string; readonly service: string; readonly count: number }[];
  readonly notifications: readonly { readonly status: string; readonly count: number }[];
  readonly agents: number;
  readonly outbox: number;
}

export interface ApiSources {
  /** Null while the database does not answer. */
  readonly lab: () => Promise<LabNumbers | null>;
  readonly eventStreams: () => number;
}

/**
 * The numbers of the API: its requests, and the state of the lab as the database has it when somebody scrapes. While the database is
 * away the scrape still answers, without what the database knows.
 */
export class ApiMetrics extends Metrics {
  private readonly registers = [this.registry];
  private readonly requests = new Histogram({
    name: 'labwright_http_request_seconds',
    help: 'From the head of a request to the end of its answer, by route template; event streams are left out',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: this.registers,
  });
  private readonly runs = this.gauge('labwright_runs', 'Runs by status', ['status']);
  private readonly jobs = this.gauge('labwright_jobs', 'Steps of all runs that are neither pending nor over, by state', ['state']);
  private readonly tasks = this.gauge('labwright_operator_tasks', 'Operator tasks that are not done', ['status']);
  private readonly overdue = this.gauge('labwright_operator_tasks_overdue', 'Operator tasks whose due time is over', []);
  private readonly instruments = this.gauge('labwright_instruments', 'Registered instruments', ['link', 'service']);
  private readonly notifications = this.gauge('labwright_notifications', 'Notifications by what became of them', ['status']);
  private readonly agents = this.gauge('labwright_bench_agents', 'Bench agents seen in the last 5 s', []);
  private readonly outbox = this.gauge('labwright_outbox_rows', 'Wake-ups that are not in the queue yet', []);
  private readonly up = this.gauge('labwright_database_up', 'Whether the database answered this scrape', []);
  private readonly streams = this.gauge('labwright_event_stream_clients', 'Event streams that are open', []);

  constructor(private readonly sources: ApiSources) {
    super();
  }

  /** `route` is a template of the router, never a path: paths have ids in them. */
  answered(method: string, route: string, status: number, ms: number): void {
    this.requests.observe({ method, route, status }, ms / 1000);
  }

  override async render(): Promise<string> {
    this.streams.set(this.sources.eventStreams());
    const lab = await this.sources.lab();
    this.up.set(lab ? 1 : 0);
    for (const gauge of [this.runs, this.jobs, this.tasks, this.overdue, this.instruments, this.notifications, this.agents, this.outbox])
      gauge.reset();
    if (lab) this.show(lab);
    return super.render();
  }

  private show(lab: LabNumbers): void {
    for (const { status, count } of lab.runs) this.runs.set({ status }, count);
    for (const { status, count } of lab.jobs) this.jobs.set({ state: status }, count);
    for (const { status, count } of lab.tasks) this.tasks.set({ status }, count);
    for (const { link, service, count } of lab.instruments) this.instruments.set({ link, service }, count);
    for (const { status, count } of lab.notifications) this.notifications.set({ status }, count);
    this.overdue.set(lab.tasks.reduce((sum, task) => sum + task.overdue, 0));
    this.agents.set(lab.agents);
    this.outbox.set(lab.outbox);
  }

  private gauge<Label extends string>(name: string, help: string, labelNames: Label[]): Gauge<Label> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }
}
