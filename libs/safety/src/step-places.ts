import type { Step } from '@labwright/protocol';

/** JSON pointers of the author's steps by id, at any depth. */
export function placesOf(steps: readonly Step[], at = '/steps', places = new Map<string, string>()): ReadonlyMap<string, string> {
  for (const [i, step] of steps.entries()) {
    const path = `${at}/${i}`;
    places.set(step.id, path);
    if (step.kind === 'repeat') placesOf(step.body, `${path}/body`, places);
    if (step.kind !== 'decision') continue;
    for (const [j, each] of step.cases.entries()) placesOf(each.steps, `${path}/cases/${j}/steps`, places);
    placesOf(step.else.steps, `${path}/else/steps`, places);
  }
  return places;
}
