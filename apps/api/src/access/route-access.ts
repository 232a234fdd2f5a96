import { Role } from '@labwright/domain';

/** Who may use a route: one of these roles, anyone with a key, or anyone at all. */
export type RouteAccess = readonly Role[] | 'any' | 'public';

const { admin, automation_engineer, reviewer, scientist, technician } = Role;
const ENGINEERING = [automation_engineer, admin] as const;
const DESIGN = [scientist] as const;
/** Whoever stands at the bench. */
const BENCH = [technician] as const;
/** Whether an instrument takes steps is seen at the instrument. */
const SERVICE = [automation_engineer, technician] as const;
/** Who goes first is settled between those who wait and those who do the work. */
const QUEUE = [technician, scientist] as const;
/** Which wells count is judged by whoever uses the data. */
const READINGS = [scientist] as const;
/** Ending work is open to everybody who is responsible for a part of it. */
const STOPPING = [scientist, technician, automation_engineer, admin] as const;
/** A task names the role it is for, and that is checked with the task; these are the roles that a task may name. */
const TASKS = [technician, scientist, automation_engineer, reviewer, admin] as const;
/** Whoever receives bottles, or plans with them. */
const STOCK = [technician, scientist] as const;
/** Whoever judges by photos. */
const PHOTOS = [technician, scientist, reviewer] as const;
const REVIEW = [reviewer] as const;
const ADMINISTRATION = [admin] as const;
/** Whoever answers for what was done here. */
const AUDIT = [reviewer, admin] as const;

/**
 * Every route of the API with its access. The guard reads this table and nothing else; at start it is compared with the router, both
 * ways. Reading is open to every key. An admin gives out keys and looks after the fleet, but neither reviews, starts runs, nor does tasks
 * unless it has those roles too.
 */
export const routeAccess: Readonly<Record<string, RouteAccess>> = {
  'GET /v1/health/live': 'public',
  'GET /v1/health/ready': 'public',
  'GET /v1/openapi.json': 'public',
  'GET /docs': 'public',
  'GET /docs/:asset': 'public',
  // No key: Prometheus has none. Its own rule (metrics/scrape-access.ts): loopback, or the token of LABWRIGHT_METRICS_TOKEN.
  'GET /metrics': 'public',
  'GET /v1/me': 'any',
  'GET /v1/clock': 'any',
  'GET /v1/events': 'any',
  'GET /v1/principals': ADMINISTRATION,
  'POST /v1/principals': ADMINISTRATION,
  'GET /v1/principals/:id': ADMINISTRATION,
  'POST /v1/principals/:id/keys': ADMINISTRATION,
  'DELETE /v1/keys/:id': ADMINISTRATION,
  'GET /v1/drivers': 'any',
  'GET /v1/drivers/:id': 'any',
  'GET /v1/capabilities': 'any',
  'GET /v1/labware-types': 'any',
  'GET /v1/instruments': 'any',
  'POST /v1/instruments': ENGINEERING,
  'GET /v1/instruments/:id': 'any',
  'PATCH /v1/instruments/:id': ENGINEERING,
  'GET /v1/instruments/:id/nests': 'any',
  'GET /v1/instruments/:id/limits': 'any',
  'GET /v1/instruments/:id/identity': 'any',
  'POST /v1/instruments/:id/service': SERVICE,
  'POST /v1/instruments/:id/pause': SERVICE,
  'POST /v1/instruments/:id/resume': SERVICE,
  'POST /v1/instruments/:id/manual': SERVICE,
  'GET /v1/instruments/:id/manual': 'any',
  'POST /v1/instruments/:id/manual/do': SERVICE,
  'GET /v1/instruments/:id/manual/verbs/:requestId': 'any',
  'POST /v1/instruments/:id/manual/end': SERVICE,
  'POST /v1/instruments/:id/test': ENGINEERING,
  'GET /v1/instruments/:id/tests/:requestId': 'any',
  'POST /v1/instruments/:id/retire': ENGINEERING,
  // Stopping is gated by nothing but a key; going on needs somebody who has looked.
  'GET /v1/estop': 'any',
  'POST /v1/estop': 'any',
  'POST /v1/estop/rearm': SERVICE,
  'GET /v1/fleet': 'any',
  'POST /v1/fleet/apply': ENGINEERING,
  'GET /v1/jobs': 'any',
  'PATCH /v1/runs/:id/priority': QUEUE,
  'POST /v1/steps/:id/answer': BENCH,
  'GET /v1/protocols': 'any',
  'POST /v1/protocols': DESIGN,
  'POST /v1/protocols/validate': DESIGN,
  'GET /v1/protocols/:hash': 'any',
  'GET /v1/protocols/:hash/source': 'any',
  'GET /v1/protocols/:hash/diff': 'any',
  'GET /v1/protocols/:hash/markdown': 'any',
  'GET /v1/protocols/:hash/timeline': 'any',
  'GET /v1/protocols/:name/versions': 'any',
  // Editors have no key, and there is nothing of a lab in it.
  'GET /v1/schemas/protocol': 'public',
  'GET /v1/schemas/draft': 'public',
  'POST /v1/protocols/:hash/approve': REVIEW,
  'POST /v1/protocols/:hash/reject': REVIEW,
  'GET /v1/runs': 'any',
  'POST /v1/runs': DESIGN,
  'GET /v1/runs/:id': 'any',
  'GET /v1/runs/:id/timeline': 'any',
  'GET /v1/runs/:id/report': 'any',
  'GET /v1/runs/:id/report.html': 'any',
  'GET /v1/runs/:id/results': 'any',
  'GET /v1/runs/:id/results.csv': 'any',
  'POST /v1/runs/:id/start': DESIGN,
  'POST /v1/runs/:id/pause': STOPPING,
  'POST /v1/runs/:id/resume': [scientist, technician],
  'POST /v1/runs/:id/cancel': STOPPING,
  'POST /v1/runs/:id/answer': BENCH,
  'GET /v1/runs/:id/readings': 'any',
  'GET /v1/runs/:id/saved-readings': 'any',
  'GET /v1/runs/:id/readings.csv': 'any',
  'GET /v1/runs/:id/readings.ndjson': 'any',
  'GET /v1/runs/:id/saved-readings.csv': 'any',
  'GET /v1/runs/:id/saved-readings.ndjson': 'any',
  'GET /v1/runs/:id/commands': 'any',
  'GET /v1/runs/:id/events': 'any',
  'GET /v1/tasks': 'any',
  'GET /v1/tasks/:id': 'any',
  'POST /v1/tasks/:id/claim': TASKS,
  'POST /v1/tasks/:id/release': TASKS,
  'POST /v1/tasks/:id/complete': TASKS,
  'POST /v1/tasks/:id/answer': TASKS,
  'POST /v1/tasks/:id/recover': BENCH,
  'POST /v1/labware/:id/moved': BENCH,
  'POST /v1/labware/:id/mask': READINGS,
  'POST /v1/labware/:id/unmask': READINGS,
  'GET /v1/lots': 'any',
  'POST /v1/lots': STOCK,
  'POST /v1/photos': BENCH,
  'GET /v1/photos/:hash': PHOTOS,
  'GET /v1/audit': AUDIT,
  'GET /v1/audit/head': AUDIT,
  'GET /v1/notifications': 'any',
  'POST /v1/notifications/:id/ack': STOPPING,
};

/** Methods of the routes that a path fits, for a path without a route of the method asked for. */
export function methodsOf(path: string): readonly string[] {
  const parts = path.replace(/\/$/, '').split('/');
  const fits = (pattern: string): boolean => {
    const wanted = pattern.split('/');
    return wanted.length === parts.length && wanted.every((part, i) => (part.startsWith(':') ? parts[i] !== '' : part === parts[i]));
  };
  const methods = Object.keys(routeAccess).flatMap((key) => {
    const [method = '', pattern = ''] = key.split(' ');
    return fits(pattern) ? [method] : [];
  });
  return [...new Set(methods)];
}
