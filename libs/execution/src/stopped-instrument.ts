import { LabError } from '@labwright/domain';

/** Refuses to do with a stopped instrument what only re-arming may do. @throws LabError CONFLICT */
export function mustNotBeStopped({ id, service, serviceReason }: { id: string; service: string; serviceReason: string }): void {
  if (service !== 'estopped') return;
  const reason = `${id} is stopped (${serviceReason}); look at it, then re-arm it with POST /v1/estop/rearm`;
  throw new LabError('CONFLICT', reason, { kind: 'instrument', id, reason });
}
