import { parseArgs } from 'node:util';
import { LabError, MAX_LAB_RATE } from '@labwright/domain';

export interface DemoOptions {
  /** Every protocol of the library, or those named, with results against the truth. */
  readonly all: boolean;
  /** Named ones; empty where none is. */
  readonly protocols: readonly string[];
  /** Folder of the protocol library. */
  readonly protocol: string;
  /** What a protocol is drafted for, instead of one of the library; null for none. */
  readonly draft: string | null;
  /** `<device>.<switch>`, such as `heater-shaker.dropReplies`. */
  readonly fault: { readonly device: string; readonly name: string } | null;
  readonly seed: number;
  /** How many seeds from `seed` on are run, one lab each; null for one run with its report. */
  readonly seeds: number | null;
  /** Lab seconds in a wall second while the lab only waits. */
  readonly timeScale: number;
  /** File that gets the report of the one run as a page; null for none. */
  readonly report: string | null;
  readonly help: boolean;
}

export const USAGE = `npm run demo -- [options]
  --protocol NAME         a protocol of the library, such as warm-shake (default insulin-expression)
  --all                   every protocol of the library, or each that --protocol names, one after the other in one lab a seed: a line a run with
                          its results, the truth of the simulation and the error, and a table; ends with 1 when an aim is missed
  --draft REQUEST         has the model draft a protocol, such as "grow BL21 overnight in a flask at 37 °C", and runs that one: rounds of repair, approval
                          by another person, what the model says to the readings, and who wrote each step. It is a simulated model where neither
                          OPENAI_API_KEY nor OPENAI_BASE_URL is set
  --fault DEVICE.SWITCH   switch a fault of a simulated device on while the run is going on, such as heater-shaker.dropReplies;
                          one that does not exist gives the list of those that do
  --seed N                seed of the simulated lab, 0 to 4294967295 (default 1)
  --seeds N               N runs with N seeds, each in a lab of its own, from --seed (default 2001) on; prints a table, 1 to 100; with --all so
                          many of each protocol
  --report FILE           writes the report of the run as a page, to read in a browser and to print
  --time-scale N          lab seconds in a second while every step waits or holds, 1 to ${MAX_LAB_RATE} (default ${MAX_LAB_RATE})
  --help                  this text`;

/** Where seeds begin that nobody has tuned anything to. */
const FIRST_OF_SEEDS = 2001;
/** Characters of a request that the API takes. */
const MOST_REQUEST = 20_000;

function invalid(setting: string, value: string, allowed: string): LabError {
  return new LabError('SETTING_INVALID', `${setting} is "${value}"; allowed: ${allowed}\n${USAGE}`, { setting, value, allowed });
}

function number(setting: string, value: string | undefined, fallback: number, min: number, max: number): number {
  if (value === undefined) return fallback;
  const parsed = Number(value);
  if (!/^\d+$/.test(value) || parsed < min || parsed > max) throw invalid(setting, value, `a whole number from ${min} to ${max}`);
  return parsed;
}

function shortened(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

/** @throws LabError SETTING_INVALID, with the usage */
export function parseDemoOptions(args: readonly string[]): DemoOptions {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        all: { type: 'boolean' },
        protocol: { type: 'string', multiple: true },
        draft: { type: 'string' },
        fault: { type: 'string' },
        seed: { type: 'string' },
        seeds: { type: 'string' },
        report: { type: 'string' },
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
  const all = values.all ?? false;
  const protocols = values.protocol ?? [];
  const wrong = protocols.find((each) => !/^[a-z][a-z0-9-]{0,62}$/.test(each));
  if (wrong !== undefined) throw invalid('--protocol', wrong, 'the name of a folder of protocols/');
  if (protocols.length > 1 && !all) throw invalid('--protocol', protocols.join(' '), 'one name, or several with --all');
  const draft = values.draft?.trim() ?? null;
  if (draft !== null && (draft === '' || draft.length > MOST_REQUEST))
    throw invalid('--draft', shortened(draft), `a request of 1 to ${MOST_REQUEST} characters`);
  if (draft !== null && (all || values.seeds !== undefined || protocols.length > 0))
    throw invalid('--draft', shortened(draft), 'one run, without --all, --seeds and --protocol');
  if (values.report !== undefined && (all || values.seeds !== undefined))
    throw invalid('--report', values.report, 'one run, without --all and --seeds');
  if (all && values.fault !== undefined) throw invalid('--fault', values.fault, 'no fault with --all: results are compared with the truth');
  const seeds = values.seeds === undefined ? null : number('--seeds', values.seeds, 20, 1, 100);
  return {
    all,
    protocols,
    protocol: protocols[0] ?? 'insulin-expression',
    draft,
    fault: device && name ? { device, name } : null,
    seed: number('--seed', values.seed, seeds === null ? 1 : FIRST_OF_SEEDS, 0, 4_294_967_295),
    seeds,
    timeScale: number('--time-scale', values['time-scale'], MAX_LAB_RATE, 1, MAX_LAB_RATE),
    report: values.report ?? null,
    help: values.help ?? false,
  };
}
