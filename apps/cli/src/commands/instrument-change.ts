import { Option, type Command } from 'commander';
import type { Instrument, InstrumentChange } from '../api/generated/instruments';
import { many, type CommandLine } from '../command-line';
import { usageError } from '../exit-code';
import type { Session } from '../session';
import { pair } from './quantity';

type Settings = NonNullable<InstrumentChange['settings']>;
export type RestartPolicy = Instrument['onRestart'];
type Limits = NonNullable<InstrumentChange['limits']>;

interface ChangeOptions {
  readonly address?: string;
  readonly agent?: string;
  readonly location?: string;
  readonly onRestart?: RestartPolicy;
  readonly calibrationDue?: string;
  readonly set?: Readonly<Record<string, string>>;
  readonly limit?: Readonly<Record<string, string>>;
  readonly unset?: readonly string[];
}

export function addInstrumentChange(line: CommandLine, group: Command): void {
  line
    .leaf<ChangeOptions, [string]>(group, 'change <id>', 'Changes what an instrument is registered with; what is not named stays', change)
    .option('--address <url>', 'where its bench agent finds it')
    .option('--agent <name>', 'bench agent that owns it')
    .option('--location <text>', 'where it stands')
    .addOption(onRestartOption())
    .option('--calibration-due <date>', 'last day on which its calibration counts, such as 2027-06-30, or none')
    .option('--set <name=value>', 'a setting of its driver; may be given many times', pair)
    .option('--limit <name=min..max>', 'a limit, such as shaking_incubation.speed=0..800; may be given many times', pair)
    .option('--unset <name>', 'takes a setting or a limit away; may be given many times', many);
}

export function onRestartOption(): Option {
  const words = 'what becomes of its holds when it has restarted: ask a person, or establish them again';
  return new Option('--on-restart <policy>', words).choices(['hold', 'restore'] satisfies RestartPolicy[]);
}

/** Settings and limits go as a whole: those that are there are read first, and whoever changed them meanwhile is not written over (ETag). */
async function change(session: Session, options: ChangeOptions, id: string): Promise<void> {
  const { address: url, agent, location, onRestart, calibrationDue: due, set = {}, limit = {}, unset = [] } = options;
  if (![url, agent, location, onRestart, due, options.set, options.limit, options.unset].some((it) => it !== undefined))
    throw usageError('nothing to change; --help says what can be');
  const { answer: before, tag } = await session.api.tagged('getInstrument', { path: { id } });
  const unknown = unset.filter((name) => !Object.hasOwn(before.settings, name) && !Object.hasOwn(before.limits, name));
  if (unknown.length > 0) {
    const known = [...Object.keys(before.settings), ...Object.keys(before.limits)].join(', ') || 'none';
    throw usageError(`${id} has no setting or limit "${unknown.join('", "')}"; it has: ${known}`);
  }
  const left = (all: object) => Object.entries(all).filter(([name]) => !unset.includes(name));
  const touched = (all: object, given: object) => Object.keys(given).length > 0 || unset.some((name) => Object.hasOwn(all, name));
  const settings = touched(before.settings, set) ? { ...Object.fromEntries(left(before.settings)), ...settingsOf(set) } : undefined;
  const limits = touched(before.limits, limit) ? { ...Object.fromEntries(left(before.limits)), ...limitsOf(limit) } : undefined;
  const calibrationDue = due === 'none' ? null : due;
  const body = { url, agent, location, onRestart, calibrationDue, settings, limits } as InstrumentChange;
  const after = await session.api.call('changeInstrument', { path: { id }, header: { 'If-Match': tag }, body });
  session.show(after, () => {
    const lines = FIELDS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field])).map(
      (field) => `${field}: ${shown(before[field])} -> ${shown(after[field])}`,
    );
    return lines.length > 0 ? [`${id} is changed`, ...lines.map((text) => `  ${text}`)] : [`${id} was so already`];
  });
}

const FIELDS = ['url', 'agent', 'location', 'onRestart', 'calibrationDue', 'settings', 'limits'] as const satisfies (keyof Instrument)[];
const shown = (value: unknown) => (typeof value === 'string' ? value || '(none)' : JSON.stringify(value));

export function settingsOf(given: Readonly<Record<string, string>>): Settings {
  return Object.fromEntries(Object.entries(given).map(([name, text]) => [name, settingValue(text)]));
}

/** `true`, `false`, `null` and numbers as such; anything else, also in double quotes, is text. */
function settingValue(text: string): string | number | boolean | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? text : (value as string | number | boolean | null);
  } catch {
    return text;
  }
}

/** @throws CommandFailure usage */
export function limitsOf(given: Readonly<Record<string, string>>): Limits {
  return Object.fromEntries(Object.entries(given).map(([name, text]) => [name, limitOf(name, text)]));
}

function limitOf(name: string, text: string): { min: number; max: number } {
  const [, min, max] = /^(-?[\d.]+)\.\.(-?[\d.]+)$/.exec(text) ?? [];
  const limit = { min: Number(min), max: Number(max) };
  if (Number.isFinite(limit.min) && Number.isFinite(limit.max)) return limit;
  throw usageError(`--limit ${name}: "${text}" is no range; one looks like 0..800`);
}
