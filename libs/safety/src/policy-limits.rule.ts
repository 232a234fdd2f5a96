import { Verbs } from '@labwright/domain';
import type { Diagnostic, PlanStep } from '@labwright/protocol';
import { placesOf } from './step-places';
import { unsafe, type SafetyCase } from './safety-rule';
import type { PolicyLimits } from './safety-policy';

const KINDS = { temperature: 'temperature', rotational_speed: 'speed', volume: 'dose' } as const;
const UNITS = { temperature: 'Cel', speed: '{rpm}', dose: 'uL' } as const;

/** What the site policy bounds: set points of instruments, single doses, and how long a run is expected to take. */
export function checkPolicyLimits({ protocol, plan, policy }: SafetyCase): readonly Diagnostic[] {
  const { limits } = policy;
  if (!limits) return [];
  const places = placesOf(protocol.steps);
  const found: Diagnostic[] = [];
  if (limits.runMs !== undefined && plan.expectedMs > limits.runMs) {
    const hours = (ms: number) => `${Math.round(ms / 36_000) / 100} h`;
    const message = `the run is expected to take ${hours(plan.expectedMs)}, and the policy of the lab allows ${hours(limits.runMs)}`;
    found.push(unsafe('/steps', message, 'make it shorter, or have the policy changed'));
  }
  const walk = (steps: readonly PlanStep[]): void => {
    for (const step of steps) {
      if (step.kind === 'repeat') walk(step.body);
      if (step.kind === 'decision') for (const body of [...step.cases.map((each) => each.body), step.else]) walk(body);
      if (step.kind !== 'operation') continue;
      for (const { verb, parameters } of step.establish) {
        for (const [name, value] of Object.entries(parameters)) {
          const limit = limitOf(limits, verb, name);
          if (!limit || value <= limit.most) continue;
          const message = `"${step.authored}" asks for ${verb} with ${name} ${value} ${limit.unit}, and the policy of the lab allows ${limit.most}`;
          found.push(unsafe(places.get(step.authored) ?? '/steps', message, `at most ${limit.most} ${limit.unit}`));
        }
      }
    }
  };
  walk(plan.steps);
  return found;
}

function limitOf(limits: PolicyLimits, verb: keyof typeof Verbs, parameter: string): { most: number; unit: string } | null {
  const kind = (Verbs[verb].parameters as Readonly<Record<string, string>>)[parameter];
  const name = kind !== undefined && Object.hasOwn(KINDS, kind) ? KINDS[kind as keyof typeof KINDS] : null;
  const most = name === null ? undefined : limits[name];
  return name === null || most === undefined ? null : { most, unit: UNITS[name] };
}
