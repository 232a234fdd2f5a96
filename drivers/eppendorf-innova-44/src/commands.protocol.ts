/* What a host may say to the shaker. Source: `innova-44.protocol.ts`. */

/** Queries without arguments. */
export type PlainQuery = 'RV' | 'RS' | 'RP' | 'RI' | 'PM' | '?D';

/** Date and time of the shaker. `year` without its century, weekday 1 (Monday) to 7. */
export interface ShakerClock {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
}

/** One step of a stored profile. Profile 1 to 4, step 1 to 15, Cel, rpm; `reserved` is written as 0.0. */
export interface ProfileStep {
  readonly profile: number;
  readonly step: number;
  readonly temperature: number;
  readonly rpm: number;
  readonly reserved: number;
  readonly hours: number;
  readonly minutes: number;
  readonly uv: boolean;
  readonly grow: boolean;
}

/** Everything that a host may say. `lineFeed`: an LF follows the CR, which the device takes and we never send. */
export type Innova44Command = (
  | { readonly code: PlainQuery }
  | { readonly code: 'CS'; readonly rpm: number }
  | { readonly code: 'CT'; readonly temperature: number }
  /** Grow lamp, UV lamp. */
  | { readonly code: 'CL' | 'CU'; readonly on: boolean }
  | ({ readonly code: 'PW' } & ProfileStep)
  | { readonly code: 'PR'; readonly profile: number; readonly step: number }
  | { readonly code: 'PC'; readonly profile: number; readonly step: number | null }
  /** Both null: stop. */
  | { readonly code: 'PS'; readonly profile: number | null; readonly step: number | null }
  | ({ readonly code: '=D' } & ShakerClock)
) & { readonly lineFeed?: true };

const bit = (on: boolean): string => (on ? '1' : '0');

/** A command as the manual writes it: words with one space between them, CR. */
export function encodeCommand(command: Innova44Command): Uint8Array {
  return Uint8Array.from(Buffer.from(`${commandText(command)}\r${command.lineFeed ? '\n' : ''}`, 'latin1'));
}

/** The command as people read it, such as `CT 37.0`. */
export function commandText(command: Innova44Command): string {
  switch (command.code) {
    case 'CS':
      return `CS ${command.rpm}`;
    case 'CT':
      return `CT ${command.temperature.toFixed(1)}`;
    case 'CL':
    case 'CU':
      return `${command.code} ${bit(command.on)}`;
    case 'PW':
      return ['PW', ...profileStepCells(command)].join(' ');
    case 'PR':
      return `PR ${command.profile} ${command.step}`;
    case 'PC':
    case 'PS':
      return [command.code, command.profile, command.step].filter((word) => word !== null).join(' ');
    case '=D':
      return ['=D', ...clockCells(command)].join(' ');
    default:
      return command.code;
  }
}

/** The nine arguments of a profile step, in the order of PW and PR. */
export function profileStepCells(step: ProfileStep): string[] {
  const { profile, temperature, rpm, reserved, hours, minutes, uv, grow } = step;
  return [
    `${profile}`,
    `${step.step}`,
    temperature.toFixed(1),
    `${rpm}`,
    reserved.toFixed(1),
    `${hours}`,
    `${minutes}`,
    bit(uv),
    bit(grow),
  ];
}

/** The seven arguments of the clock, in the order of =D and ?D. */
export function clockCells(clock: ShakerClock): string[] {
  return [clock.hours, clock.minutes, clock.seconds, clock.year, clock.month, clock.day, clock.weekday].map(String);
}
