import type { HttpAnswer, HttpRequest } from '@drivers/kit';

/** One call of the leader's web interface. Source: Pioreactor/pioreactor 140d4432, `web/api.py`, `web/unit_api.py`. */
export type PioCall =
  | { readonly call: 'run'; readonly unit: string; readonly job: string; readonly experiment: string; readonly options: RunOptions }
  | { readonly call: 'update'; readonly unit: string; readonly job: string; readonly experiment: string; readonly settings: RunOptions }
  | { readonly call: 'stop'; readonly unit: string; readonly job: string; readonly experiment: string }
  | { readonly call: 'stopAll'; readonly unit: string; readonly experiment: string }
  | { readonly call: 'running'; readonly unit: string }
  | { readonly call: 'result'; readonly taskId: string };
export type RunOptions = Readonly<Record<string, string>>;

/** What a delayed task came to. */
export interface TaskResult {
  readonly status: 'pending' | 'running' | 'succeeded' | 'failed';
  readonly result?: unknown;
  readonly error?: string;
}

const RESULTS = '/unit_api/task_results/';
const seg = encodeURIComponent;

/** The request for a call. @param base of the leader's interface, such as `http://leader.local/api` */
export function encodeCall(base: string, call: PioCall): HttpRequest {
  const api = base.replace(/\/+$/, '');
  switch (call.call) {
    case 'run': {
      const body = JSON.stringify({ options: call.options, env: {}, args: [], config_overrides: [] });
      const path = `/workers/${seg(call.unit)}/jobs/run/job_name/${seg(call.job)}/experiments/${seg(call.experiment)}`;
      return { method: 'POST', url: `${api}${path}`, body };
    }
    case 'update': {
      const path = `/workers/${seg(call.unit)}/jobs/update/job_name/${seg(call.job)}/experiments/${seg(call.experiment)}`;
      return { method: 'PATCH', url: `${api}${path}`, body: JSON.stringify({ settings: call.settings }) };
    }
    case 'stop':
      return {
        method: 'POST',
        url: `${api}/workers/${seg(call.unit)}/jobs/stop/job_name/${seg(call.job)}/experiments/${seg(call.experiment)}`,
      };
    case 'stopAll':
      return { method: 'POST', url: `${api}/workers/${seg(call.unit)}/jobs/stop/experiments/${seg(call.experiment)}` };
    case 'running':
      return { method: 'GET', url: `${api}/workers/${seg(call.unit)}/jobs/running` };
    case 'result':
      // Results are beside the interface, not below it.
      return { method: 'GET', url: new URL(`${RESULTS}${seg(call.taskId)}`, api).href };
  }
}

/** What the leader makes of a request, or null for one that it does not have. */
export function decodeCall(request: HttpRequest): PioCall | null {
  if (!URL.canParse(request.url)) return null;
  const path = new URL(request.url).pathname;
  const levels = path.split('/').slice(1).map(decodeURIComponent);
  if (request.method === 'GET' && path.startsWith(RESULTS)) return { call: 'result', taskId: levels[2] ?? '' };
  const [api, workers, unit = '', jobs, verb, kind, job = '', experiments, experiment = ''] = levels;
  if (api !== 'api' || (workers !== 'workers' && workers !== 'units') || jobs !== 'jobs') return null;
  if (request.method === 'GET') return verb === 'running' && levels.length === 5 ? { call: 'running', unit } : null;
  if (verb === 'stop' && kind === 'experiments' && levels.length === 7) return { call: 'stopAll', unit, experiment: job };
  if (kind !== 'job_name' || experiments !== 'experiments' || levels.length !== 9) return null;
  const at = { unit, job, experiment };
  if (verb === 'stop') return { call: 'stop', ...at };
  const body = jsonObject(request.body ?? '');
  if (verb === 'run' && body) return { call: 'run', ...at, options: strings(body['options']) };
  if (verb === 'update' && body && request.method === 'PATCH') return { call: 'update', ...at, settings: strings(body['settings']) };
  return null;
}

/** The answer to a call that is worked on: 202 with the place of its result. */
export function acceptedAnswer(unit: string, taskId: string): HttpAnswer {
  const body = { unit, task_id: taskId, result_url_path: `${RESULTS}${taskId}`, status: 'accepted' };
  return { status: 202, body: JSON.stringify(body) };
}

export function resultAnswer(taskId: string, task: TaskResult): HttpAnswer {
  const body = { task_id: taskId, result_url_path: `${RESULTS}${taskId}`, ...task };
  return { status: task.status === 'succeeded' || task.status === 'failed' ? 200 : 202, body: JSON.stringify(body) };
}

export function errorAnswer(status: number, error: string): HttpAnswer {
  return { status, body: JSON.stringify({ error, status }) };
}

/** Id of the task that an accepted call became; null when there is none to wait for. */
export function taskIdOf(answer: HttpAnswer): string | null {
  const id = jsonObject(answer.body)?.['task_id'];
  return typeof id === 'string' ? id : null;
}

/** A task's state, or null when the answer is none. */
export function decodeResult(answer: HttpAnswer): TaskResult | null {
  const body = jsonObject(answer.body);
  const status = (['pending', 'running', 'succeeded', 'failed'] as const).find((word) => word === body?.['status']);
  if (!body || !status) return null;
  return { status, result: body['result'], ...(typeof body['error'] === 'string' ? { error: body['error'] } : {}) };
}

/** Jobs that run on a unit, by the result of `running`: rows per unit, each with `job_name` and `experiment`. */
export function runningJobs(result: unknown, unit: string): readonly { job: string; experiment: string }[] | null {
  const rows = typeof result === 'object' && result !== null && !Array.isArray(result) ? (result as Record<string, unknown>)[unit] : result;
  if (!Array.isArray(rows)) return null;
  return rows.flatMap((row: { job_name?: unknown; experiment?: unknown } | null) =>
    typeof row?.job_name === 'string' ? [{ job: row.job_name, experiment: typeof row.experiment === 'string' ? row.experiment : '' }] : [],
  );
}

/** The leader's own words for a refusal. */
export function errorText(answer: HttpAnswer): string {
  const error = jsonObject(answer.body)?.['error'];
  return typeof error === 'string' ? error : answer.body.slice(0, 200);
}

function jsonObject(text: string): Record<string, unknown> | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function strings(value: unknown): RunOptions {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.map(([key, item]) => [key, String(item)]));
}
