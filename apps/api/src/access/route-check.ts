import { LabError } from '@labwright/domain';
import { routeAccess } from './route-access';

interface ExpressLayer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
}

/** Routes that the router has, as keys of the table of access. */
export function routesOf(express: unknown): readonly string[] {
  const { router } = express as { router?: { stack?: readonly ExpressLayer[] } };
  return (router?.stack ?? []).flatMap(({ route }) =>
    route
      ? Object.entries(route.methods)
          .filter(([, taken]) => taken)
          .map(([method]) => `${method.toUpperCase()} ${route.path}`)
      : [],
  );
}

/** A route without access, or access without a route, is a mistake that must not reach a lab: the process does not start. */
export function mustMatch(routes: readonly string[], table: Readonly<Record<string, unknown>> = routeAccess): void {
  const missing = routes.filter((route) => !Object.hasOwn(table, route));
  const idle = Object.keys(table).filter((route) => !routes.includes(route));
  if (missing.length === 0 && idle.length === 0) return;
  const parts = [
    ...(missing.length > 0 ? [`without an entry in route-access.ts: ${missing.join(', ')}`] : []),
    ...(idle.length > 0 ? [`in route-access.ts without a route: ${idle.join(', ')}`] : []),
  ];
  throw new LabError('INTERNAL', `routes ${parts.join('; ')}`, { where: 'access/route-check' });
}
