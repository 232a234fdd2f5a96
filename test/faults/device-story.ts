import type { Action, CommandRow, Ledger } from './ledger';

/**
 * Which commands, by their label in the journal, can have caused an action. Actions that share a command stand together: `O` of the reader
 * reads a plate and shakes it.
 */
const CAUSES: readonly { readonly actions: readonly string[]; readonly label: RegExp }[] = [
  { actions: ['dispense'], label: /^run\/(?:add_media|add_alt_media|remove_waste)$/ },
  { actions: ['read', 'shake'], label: /^O / },
  { actions: ['carrier_in'], label: /^A / },
  { actions: ['carrier_out'], label: /^J / },
  { actions: ['latch_open'], label: /^M242/ },
  { actions: ['latch_close'], label: /^M243/ },
  { actions: ['home'], label: /^(?:G28|i )/ },
  { actions: ['abort'], label: /^x / },
  { actions: ['speed_set', 'stirring_off'], label: /^(?:M3 |CS|(?:run|stop)\/stirring$|stirring\/)/ },
  {
    actions: ['temperature_set', 'temperature_off'],
    label: /^(?:M104|M106|CT|g |(?:run|stop)\/temperature_automation$|temperature_automation\/)/,
  },
];
/** Clocks of two processes on one machine, wall milliseconds. */
const SKEW_MS = 100;
/** What a power cut ends by itself is counted in the same moment. */
const REBOOT_MS = 1_000;

/** Whether an action is a motion, a dose, a read, or a set point, and not what a start-up does by itself. */
export function isPhysical({ action }: Action): boolean {
  return causeOf(action) !== undefined;
}

function causeOf(action: string): (typeof CAUSES)[number] | undefined {
  return CAUSES.find(({ actions }) => actions.includes(action));
}

/** An action with the command that caused it; null where there is none left that could have. */
export interface Caused {
  readonly action: Action;
  readonly command: CommandRow | null;
}

/** Gives each physical action its command: the latest one before it that could have caused it and has not caused another one. */
export function causes({ actions, commands }: Pick<Ledger, 'actions' | 'commands'>): readonly Caused[] {
  const used = new Set<CommandRow>();
  const reboots = actions.filter(({ action }) => action === 'power_cycles');
  const byItself = (each: Action) =>
    each.action.endsWith('_off') && reboots.some(({ device, at }) => device === each.device && each.at >= at && each.at - at < REBOOT_MS);
  return actions
    .filter((each) => isPhysical(each) && !byItself(each))
    .map((action) => {
      const label = causeOf(action.action)?.label ?? /^$/;
      const command = commands.findLast(
        (each) => !used.has(each) && each.instrument === action.device && label.test(each.label) && each.at <= action.at + SKEW_MS,
      );
      if (command) used.add(command);
      return { action, command: command ?? null };
    });
}

/** The step and attempt that a dose was for; null for one that nobody of ours asked for. */
export function doseFor({ action, detail }: Action): { readonly step: string; readonly attempt: number } | null {
  const found = action === 'dispense' ? /^labwright:([0-9a-f-]{36}):(\d+)$/.exec(String(detail)) : null;
  return found ? { step: found[1] ?? '', attempt: Number(found[2]) } : null;
}

/** Set points and positions that devices have, as actions change them. */
const CHANGES: Readonly<Record<string, (detail: Action['detail']) => Readonly<Record<string, Action['detail']>>>> = {
  speed_set: (detail) => ({ speed: detail }),
  stirring_off: () => ({ speed: 0 }),
  temperature_set: (detail) => ({ temperature: detail }),
  temperature_off: () => ({ temperature: null }),
  latch_open: () => ({ latch: 'open' }),
  latch_close: () => ({ latch: 'closed' }),
  'startup.latch_close': () => ({ latch: 'closed' }),
  // Homing stops the plate.
  home: () => ({ speed: 0 }),
  carrier_in: () => ({ carrier: 'in' }),
  carrier_out: () => ({ carrier: 'out' }),
};
const AT_FIRST: Readonly<Record<string, Action['detail']>> = { speed: 0, temperature: null, latch: 'closed', carrier: 'in' };
/** Those that lose their set points with their power. An incubator keeps them. */
const FORGETFUL = /^(?!incubator)/;

/** Whether a device had a set point, or a position, at some moment between two. */
export function had(actions: readonly Action[], device: string, what: string, value: Action['detail'], from: number, to: number): boolean {
  let now = AT_FIRST[what] ?? null;
  const same = () => now === value || (typeof now === 'number' && typeof value === 'number' && Math.abs(now - value) < 0.06);
  for (const each of actions) {
    if (each.device !== device) continue;
    if (each.at > from && same()) return true;
    if (each.at > to + SKEW_MS) return false;
    const change: Readonly<Record<string, Action['detail']>> | undefined =
      each.action === 'power_cycles' && FORGETFUL.test(device) ? { speed: 0, temperature: null } : CHANGES[each.action]?.(each.detail);
    if (change && what in change) now = change[what] ?? null;
  }
  return same();
}
