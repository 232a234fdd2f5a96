import type { Scope } from '@labwright/domain';

/** What a credential must be good for: one scope, anything at all, or nobody needs one. */
export type RouteAccess = Scope | 'any' | 'public';

/**
 * Every route of the API with the scope that it needs. The guard reads this table and nothing else; at start it is compared with the router,
 * both ways. Which roles have which scopes: `roleScopes` of the domain.
 */
export const routeAccess: Readonly<Record<string, RouteAccess>> = {
  'GET /v1/health/live': 'public',
  'GET /v1/health/ready': 'public',
  'GET /v1/openapi.json': 'public',
  'GET /docs': 'public',
  'GET /docs/:asset': 'public',
  // No key: Prometheus has none. Its own rule (metrics/scrape-access.ts): loopback, or the token of LABWRIGHT_METRICS_TOKEN.
  'GET /metrics': 'public',
  // How people come in: these are what they do before they are let in.
  'POST /v1/session': 'public',
  'POST /v1/setup': 'public',
  'GET /setup': 'public',
  'DELETE /v1/session': 'any',
  'PUT /v1/me/password': 'any',
  'GET /v1/me': 'any',
  'GET /v1/clock': 'lab:read',
  'GET /v1/events': 'lab:read',
  'GET /v1/principals': 'access:write',
  'POST /v1/principals': 'access:write',
  'GET /v1/principals/:id': 'access:write',
  'PATCH /v1/principals/:id': 'access:write',
  'POST /v1/principals/:id/password-link': 'access:write',
  'POST /v1/principals/:id/keys': 'access:write',
  'DELETE /v1/keys/:id': 'access:write',
  'GET /v1/drivers': 'lab:read',
  'GET /v1/drivers/:id': 'lab:read',
  'GET /v1/capabilities': 'lab:read',
  'GET /v1/labware-types': 'lab:read',
  'GET /v1/instruments': 'lab:read',
  'POST /v1/instruments': 'instruments:write',
  'GET /v1/instruments/:id': 'lab:read',
  'PATCH /v1/instruments/:id': 'instruments:write',
  'GET /v1/instruments/:id/nests': 'lab:read',
  'GET /v1/instruments/:id/limits': 'lab:read',
  'GET /v1/instruments/:id/identity': 'lab:read',
  'POST /v1/instruments/:id/service': 'instruments:operate',
  'POST /v1/instruments/:id/pause': 'instruments:operate',
  'POST /v1/instruments/:id/resume': 'instruments:operate',
  'POST /v1/instruments/:id/manual': 'instruments:operate',
  'GET /v1/instruments/:id/manual': 'lab:read',
  'POST /v1/instruments/:id/manual/do': 'instruments:operate',
  'GET /v1/instruments/:id/manual/verbs/:requestId': 'lab:read',
  'POST /v1/instruments/:id/manual/end': 'instruments:operate',
  'POST /v1/instruments/:id/test': 'instruments:write',
  'GET /v1/instruments/:id/tests/:requestId': 'lab:read',
  'POST /v1/instruments/:id/retire': 'instruments:write',
  // Stopping is gated by nothing but a key; going on needs somebody who has looked.
  'GET /v1/estop': 'lab:read',
  'POST /v1/estop': 'estop:write',
  'POST /v1/estop/rearm': 'instruments:operate',
  'GET /v1/fleet': 'lab:read',
  'POST /v1/fleet/apply': 'instruments:write',
  'GET /v1/jobs': 'lab:read',
  'PATCH /v1/runs/:id/priority': 'queue:write',
  'POST /v1/steps/:id/answer': 'bench:write',
  'GET /v1/protocols': 'lab:read',
  'POST /v1/protocols': 'protocols:write',
  'POST /v1/protocols/validate': 'protocols:write',
  'GET /v1/protocols/:hash': 'lab:read',
  'GET /v1/protocols/:hash/source': 'lab:read',
  'GET /v1/protocols/:hash/diff': 'lab:read',
  'GET /v1/protocols/:hash/markdown': 'lab:read',
  'GET /v1/protocols/:hash/timeline': 'lab:read',
  'GET /v1/protocols/:name/versions': 'lab:read',
  // Editors have no key, and there is nothing of a lab in it.
  'GET /v1/schemas/protocol': 'public',
  'GET /v1/schemas/draft': 'public',
  'POST /v1/protocols/:hash/approve': 'protocols:review',
  // A reviewer's of what is in review, the biosafety officer's of what is held: seen at the protocol.
  'POST /v1/protocols/:hash/reject': 'protocols:review',
  'POST /v1/protocols/:hash/release': 'screening:release',
  'GET /v1/screening/holds': 'lab:read',
  'GET /v1/screening/texts': 'audit:read',
  'GET /v1/screening/drafts': 'audit:read',
  'GET /v1/policy': 'lab:read',
  'GET /v1/schemas/policy': 'public',
  'POST /v1/protocols/:hash/revoke': 'protocols:review',
  // Whose drafts a caller sees, and that only its asker changes one, is seen at the draft.
  'GET /v1/drafts': 'lab:read',
  'POST /v1/drafts': 'protocols:write',
  'GET /v1/drafts/:id': 'lab:read',
  'PATCH /v1/drafts/:id': 'protocols:write',
  'POST /v1/drafts/:id/instructions': 'protocols:write',
  'POST /v1/drafts/:id/restart': 'protocols:write',
  'POST /v1/drafts/:id/cancel': 'protocols:write',
  'POST /v1/drafts/:id/submit': 'protocols:write',
  'GET /v1/drafts/:id/diff': 'lab:read',
  'GET /v1/drafts/:id/events': 'lab:read',
  'GET /v1/runs': 'lab:read',
  'POST /v1/runs': 'runs:write',
  'GET /v1/runs/:id': 'lab:read',
  'GET /v1/runs/:id/timeline': 'lab:read',
  'GET /v1/runs/:id/report': 'lab:read',
  'GET /v1/runs/:id/report.html': 'lab:read',
  'GET /v1/runs/:id/results': 'lab:read',
  'GET /v1/runs/:id/results.csv': 'lab:read',
  'POST /v1/runs/:id/start': 'runs:write',
  'POST /v1/runs/:id/pause': 'runs:stop',
  'POST /v1/runs/:id/resume': 'runs:resume',
  'POST /v1/runs/:id/cancel': 'runs:stop',
  'POST /v1/runs/:id/answer': 'bench:write',
  'GET /v1/runs/:id/readings': 'lab:read',
  'GET /v1/runs/:id/saved-readings': 'lab:read',
  'GET /v1/runs/:id/readings.csv': 'lab:read',
  'GET /v1/runs/:id/readings.ndjson': 'lab:read',
  'GET /v1/runs/:id/saved-readings.csv': 'lab:read',
  'GET /v1/runs/:id/saved-readings.ndjson': 'lab:read',
  'GET /v1/runs/:id/commands': 'lab:read',
  'GET /v1/runs/:id/events': 'lab:read',
  'GET /v1/tasks': 'lab:read',
  'GET /v1/tasks/:id': 'lab:read',
  'POST /v1/tasks/:id/claim': 'tasks:write',
  'POST /v1/tasks/:id/release': 'tasks:write',
  'POST /v1/tasks/:id/complete': 'tasks:write',
  'POST /v1/tasks/:id/answer': 'tasks:write',
  'POST /v1/tasks/:id/recover': 'bench:write',
  'POST /v1/labware/:id/moved': 'bench:write',
  'POST /v1/labware/:id/mask': 'readings:write',
  'POST /v1/labware/:id/unmask': 'readings:write',
  'GET /v1/lots': 'lab:read',
  'POST /v1/lots': 'stock:write',
  'POST /v1/photos': 'bench:write',
  'GET /v1/photos/:hash': 'photos:read',
  'GET /v1/audit': 'audit:read',
  'GET /v1/audit/head': 'audit:read',
  'GET /v1/model': 'lab:read',
  'GET /v1/model/calls': 'lab:read',
  'GET /v1/notifications': 'lab:read',
  'POST /v1/notifications/:id/ack': 'runs:stop',
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
