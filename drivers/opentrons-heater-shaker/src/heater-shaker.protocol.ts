import { VENDOR_ERRORS, vendorCode } from './heater-shaker.errors';

/*
 * The wire of the Opentrons Heater-Shaker GEN1, both directions, pure. ASCII lines ended by LF. A reply echoes the code of its command
 * and ends in " OK"; an error takes the place of the reply and names no command; "async " marks an error that nobody asked for.
 * Source: Opentrons/opentrons-modules 03384354, heater-shaker `gcodes.hpp` and `errors.cpp`. What the device accepts is in
 * `gcode-grammar.protocol.ts`.
 */

/** Latch states that the firmware reports. */
export const LatchStatus = {
  idleOpen: 'IDLE_OPEN',
  opening: 'OPENING',
  idleClosed: 'IDLE_CLOSED',
  closing: 'CLOSING',
  idleUnknown: 'IDLE_UNKNOWN',
} as const;
export type LatchStatus = (typeof LatchStatus)[keyof typeof LatchStatus];

/** Codes without parameters. */
export const PLAIN_CODES = [
  'M123',
  'M105',
  'M105.D',
  'dfu',
  'M115',
  'G28',
  'M242',
  'M243',
  'M241',
  'M241.D',
  'M994',
  'M995',
  'M117',
  'M106',
] as const;
export type PlainCode = (typeof PLAIN_CODES)[number];

/** Everything that a host may ask for. Temperatures in Cel, speeds in rpm. */
export type HeaterShakerCommand =
  | { readonly code: PlainCode }
  | { readonly code: 'M3'; readonly rpm: number }
  | { readonly code: 'M104'; readonly temperature: number }
  | { readonly code: 'M204'; readonly rpmPerSecond: number }
  | { readonly code: 'M301'; readonly target: 'HEATER' | 'MOTOR'; readonly kp: number; readonly ki: number; readonly kd: number }
  | { readonly code: 'M104.D' | 'M240.D'; readonly power: number }
  | { readonly code: 'M996'; readonly serialNumber: string }
  /** A serial number that is too long: understood, and refused with ERR301. */
  | { readonly code: 'M996'; readonly withError: 301 }
  | { readonly code: 'G28.D'; readonly currentMilliampere: number }
  | { readonly code: 'M994.D'; readonly color: number }
  | { readonly code: 'M116'; readonly b: number | null; readonly c: number | null };

/** Codes that are answered with nothing but themselves and OK. */
export const ACK_CODES = [
  'M3',
  'M104',
  'M204',
  'M301',
  'M104.D',
  'dfu',
  'M996',
  'G28',
  'G28.D',
  'M240.D',
  'M242',
  'M243',
  'M994.D',
  'M994',
  'M995',
  'M116',
  'M106',
] as const;
export type AckCode = (typeof ACK_CODES)[number];

/** Everything that the device says. */
export type HeaterShakerReply =
  | { readonly is: 'ack'; readonly code: AckCode }
  | { readonly is: 'temperature'; readonly code: 'M105'; readonly current: number; readonly target: number | null }
  | {
      readonly is: 'temperature_debug';
      readonly code: 'M105.D';
      readonly padA: number;
      readonly padB: number;
      readonly board: number;
      readonly padAAdc: number;
      readonly padBAdc: number;
      readonly boardAdc: number;
      readonly powerGood: boolean;
    }
  | { readonly is: 'speed'; readonly code: 'M123'; readonly current: number; readonly target: number }
  | { readonly is: 'identity'; readonly code: 'M115'; readonly firmware: string; readonly hardware: string; readonly serialNumber: string }
  /** `status` is a LatchStatus on every firmware that we know. */
  | { readonly is: 'latch'; readonly code: 'M241'; readonly status: string }
  | { readonly is: 'latch_debug'; readonly code: 'M241.D'; readonly status: string; readonly open: boolean; readonly closed: boolean }
  | { readonly is: 'offsets'; readonly code: 'M117'; readonly b: number; readonly c: number }
  | { readonly is: 'error'; readonly number: number; readonly text: string; readonly unsolicited: boolean };

/** Bytes of the longest line: ERR304 with "async " is 84. */
export const MAX_LINE_LENGTH = 128;

const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

/**
 * A command as the reference host writes it: words joined by spaces, with one before the LF, and a temperature rounded to two
 * places, without a needless ".0": the firmware takes both. Source: Opentrons/opentrons df01e772, `drivers/command_builder.py`, `heater_shaker/driver.py`.
 */
export function encodeCommand(command: HeaterShakerCommand): Uint8Array {
  return ascii([...words(command), '\n'].join(' '));
}

/** The command as people read it, such as `M104 S45`. */
export function commandText(command: HeaterShakerCommand): string {
  return words(command).join(' ');
}

function words(command: HeaterShakerCommand): string[] {
  switch (command.code) {
    case 'M3':
      return ['M3', `S${command.rpm}`];
    case 'M104':
      return ['M104', `S${float(command.temperature)}`];
    case 'M204':
      return ['M204', `S${command.rpmPerSecond}`];
    case 'M301':
      return [
        'M301',
        `T${command.target === 'MOTOR' ? 'M' : 'H'}`,
        `P${float(command.kp)}`,
        `I${float(command.ki)}`,
        `D${float(command.kd)}`,
      ];
    case 'M104.D':
    case 'M240.D':
      return [command.code, `S${float(command.power)}`];
    case 'M996':
      return ['M996', 'serialNumber' in command ? command.serialNumber : ''];
    case 'G28.D':
      return ['G28.D', `S${command.currentMilliampere}`];
    case 'M994.D':
      return ['M994.D', String(command.color)];
    case 'M116':
      return ['M116', ...(command.b === null ? [] : [`B${command.b}`]), ...(command.c === null ? [] : [`C${command.c}`])];
    default:
      return [command.code];
  }
}

function float(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A reply as the firmware writes it. */
export function encodeReply(reply: HeaterShakerReply): Uint8Array {
  return ascii(`${replyText(reply)} OK\n`);
}

function replyText(reply: HeaterShakerReply): string {
  switch (reply.is) {
    case 'ack':
      return reply.code;
    case 'temperature':
      return `M105 C:${reply.current.toFixed(2)} T:${reply.target === null ? 'None' : reply.target.toFixed(2)}`;
    case 'temperature_debug': {
      const temperatures = `AT:${reply.padA.toFixed(2)} BT:${reply.padB.toFixed(2)} OT:${reply.board.toFixed(2)}`;
      return `M105.D ${temperatures} AD:${reply.padAAdc} BD:${reply.padBAdc} OD:${reply.boardAdc} PG:${reply.powerGood ? 1 : 0}`;
    }
    case 'speed':
      return `M123 C:${reply.current} T:${reply.target}`;
    case 'identity':
      return `M115 FW:${reply.firmware} HW:${reply.hardware} SerialNo:${reply.serialNumber}`;
    case 'latch':
      return `M241 STATUS:${reply.status}`;
    case 'latch_debug':
      return `M241.D STATUS:${reply.status} OpenSensor:${reply.open ? 1 : 0} ClosedSensor:${reply.closed ? 1 : 0}`;
    case 'offsets':
      return `M117 B:${reply.b.toFixed(4)} C:${reply.c.toFixed(4)}`;
    case 'error':
      return `${reply.unsolicited ? 'async ' : ''}${vendorCode(reply.number)}:${reply.text}`;
  }
}

/** The error reply that the firmware has for a number. */
export function errorReply(number: number, unsolicited = false): HeaterShakerReply {
  return { is: 'error', number, text: VENDOR_ERRORS.get(number)?.text ?? 'unknown error code', unsolicited };
}

type Reader = readonly [RegExp, (groups: readonly string[]) => HeaterShakerReply];

const TEMPERATURE = String.raw`(-?\d+\.\d+|-?nan|-?inf)`;
const READERS: readonly Reader[] = [
  [
    // Hosts are told to compare errors without regard to case; the firmware writes them as here.
    /(async )?ERR(-?\d{1,3}):(.+?) OK$/i,
    ([marker, number, text]) => ({ is: 'error', number: Number(number), text: text ?? '', unsolicited: marker !== '' }),
  ],
  [
    new RegExp(`M105 C:${TEMPERATURE} T:(?:${TEMPERATURE}|None) OK$`),
    ([c, t]) => ({ is: 'temperature', code: 'M105', current: Number(c), target: t ? Number(t) : null }),
  ],
  [/M123 C:(-?\d+) T:(-?\d+) OK$/, ([c, t]) => ({ is: 'speed', code: 'M123', current: Number(c), target: Number(t) })],
  [/M241 STATUS:(\w+) OK$/, ([status = '']) => ({ is: 'latch', code: 'M241', status })],
  [
    /M115 FW:(\S*) HW:(\S*) SerialNo:(\S*) OK$/,
    ([firmware = '', hardware = '', serialNumber = '']) => ({ is: 'identity', code: 'M115', firmware, hardware, serialNumber }),
  ],
  [
    /M241\.D STATUS:(\w+) OpenSensor:([01]) ClosedSensor:([01]) OK$/,
    ([status = '', open, closed]) => ({ is: 'latch_debug', code: 'M241.D', status, open: open === '1', closed: closed === '1' }),
  ],
  [/M117 B:(-?\d+\.\d+) C:(-?\d+\.\d+) OK$/, ([b, c]) => ({ is: 'offsets', code: 'M117', b: Number(b), c: Number(c) })],
  [
    new RegExp(`M105\\.D AT:${TEMPERATURE} BT:${TEMPERATURE} OT:${TEMPERATURE} AD:(\\d+) BD:(\\d+) OD:(\\d+) PG:([01]) OK$`),
    ([a, b, o, ad, bd, od, pg]) => ({
      is: 'temperature_debug',
      code: 'M105.D',
      padA: Number(a),
      padB: Number(b),
      board: Number(o),
      padAAdc: Number(ad),
      padBAdc: Number(bd),
      boardAdc: Number(od),
      powerGood: pg === '1',
    }),
  ],
  [new RegExp(`(${ACK_CODES.map((code) => code.replace('.', '\\.')).join('|')}) OK$`), ([code]) => ({ is: 'ack', code: code as AckCode })],
];

/**
 * One line of the device, or null when it makes no sense. Bytes in front of a complete reply are line noise and are left out, but only
 * if they cannot belong to the reply: the reply has to start the line or follow a byte that is no letter, digit or dot.
 */
export function decodeReply(line: Uint8Array): HeaterShakerReply | null {
  const text = Buffer.from(line)
    .toString('latin1')
    .replace(/\r?\n$/, '');
  for (const [pattern, read] of READERS) {
    const match = pattern.exec(text);
    if (!match || /[\w.:]$/.test(text.slice(0, match.index))) continue;
    return read(match.slice(1).map((group) => group ?? ''));
  }
  return null;
}
