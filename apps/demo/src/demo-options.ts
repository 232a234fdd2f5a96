import { parseArgs } from 'node:util';
import { LabError } from '@labwright/domain';

export interface DemoOptions {
  /** `<device>.<switch>`, such as `heater-shaker.dropReplies`. */
  readonly fault: { readonly device: string; readonly name: string } | null;
  readonly seed: number;
  /** Lab seconds in a wall second while the lab only waits. */
  readonly timeScale: number;
  readonly help: boolean;
}

export const USAGE = `npm run demo -- [options]
  --fault DEVICE.SWITCH   switch a fault of a simulated device on while the run is going on, such as heater-shaker.dropReplies;
                          one that does not exist gives the list of those that do
  --seed N                seed of the simulated lab, 0 to 4294967295 (default 1)
  --time-scale N          lab seconds in a second while every step waits or holds, 1 to 1000 (default 60)
  --help                  this text`;

function invalid(setting: string, value: string, allowed: string): LabError {
  return new LabError('SETTING_INVALID', `${setting} is "${value}"; allowed: ${allowed}\n${USAGE}`, { setting, value, allowed });
}

function number(setting: string, value: string | undefined, fallback: number, min: number, max: number): number {
  if (value === undefined) return fallback;
  const parsed = Number(value);
  if (!/^\d+$/.test(value) || parsed < min || parsed > max) throw invalid(setting, value, `a whole number from ${min} to ${max}`);
  return parsed;
}

/** @throws LabError SETTING_INVALID, with the usage */
export function parseDemoOptions(args: readonly string[]): DemoOptions {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        fault: { type: 'string' },
        seed: { type: 'string' },
        'time-scale': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    const message = (error as Error).message.split('. ')[0] ?? '';
    throw new LabError('SETTING_INVALID', `${message}\n${USAGE}`, { setting: 'command line', value: args.join(' '), allowed: USAGE });
  }
  const [device, name, more] = values.fault?.split('.') ?? [];
  if (values.fault !== undefined && (!device || !name || more !== undefined))
    throw invalid('--fault', values.fault, 'DEVICE.SWITCH, such as heater-shaker.dropReplies');
  return {
    fault: device && name ? { device, name } : null,
    seed: number('--seed', values.seed, 1, 0, 4_294_967_295),
    timeScale: number('--time-scale', values['time-scale'], 60, 1, 1000),
    help: values.help ?? false,
  };
}
