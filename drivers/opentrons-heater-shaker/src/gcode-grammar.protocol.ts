import type { HeaterShakerCommand } from './heater-shaker.protocol';

/*
 * What the device accepts, exactly as its firmware does: the order of the codes, which of them want white space behind them, the number
 * grammars, several codes on one line. Source: Opentrons/opentrons-modules 03384354, `common/core/gcode_parser.hpp`,
 * heater-shaker `gcodes.hpp` and `host_comms_task.hpp`. The end of the input counts as a NUL, as it does in the firmware's buffers.
 */

interface Parsed<T> {
  readonly value: T;
  /** Index of the first byte that was not used. */
  readonly next: number;
}

const isSpace = (char: string | undefined): boolean => char !== undefined && /[ \t\n\v\f\r]/.test(char);

/** `std::from_chars` for integers: a minus only for signed types, no plus, no leading space; white space has to follow. */
function integer(text: string, at: number, min: number, max: number): Parsed<number> | null {
  const match = (min < 0 ? /^-?\d+/ : /^\d+/).exec(text.slice(at));
  if (!match) return null;
  const value = Number(match[0]);
  const next = at + match[0].length;
  return value >= min && value <= max && isSpace(text[next]) ? { value: value === 0 ? 0 : value, next } : null;
}

const FLOAT =
  /^[ \t\n\v\f\r]*([+-]?(?:0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)(?:[pP][+-]?\d+)?|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|inf(?:inity)?|nan(?:\(\w*\))?))/i;

/** `sscanf("%f")`, which skips white space first and reads hexadecimal, inf and nan; white space has to follow. Single precision. */
function float(text: string, at: number): Parsed<number> | null {
  const match = FLOAT.exec(text.slice(at));
  const word = match?.[1];
  if (!match || word === undefined) return null;
  const next = at + match[0].length;
  return isSpace(text[next]) ? { value: Math.fround(floatValue(word)), next } : null;
}

function floatValue(word: string): number {
  const sign = word.startsWith('-') ? -1 : 1;
  const digits = word.replace(/^[+-]/, '').toLowerCase();
  if (digits.startsWith('inf')) return sign * Infinity;
  if (digits.startsWith('nan')) return NaN;
  if (!digits.startsWith('0x')) return sign * Number(digits);
  const [mantissa = '', exponent = '0'] = digits.slice(2).split('p');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const units = Number.parseInt(`0${whole}${fraction}`, 16);
  return sign * units * 2 ** (Number(exponent) - 4 * fraction.length);
}

type CodeParser = (text: string, at: number) => Parsed<HeaterShakerCommand> | null;

/** A code alone; `spaced` codes want white space or the end behind them, the others match any text that begins so. */
function plain(command: HeaterShakerCommand, spaced: boolean): CodeParser {
  const { code } = command;
  return (text, at) => {
    const next = at + code.length;
    if (!text.startsWith(code, at)) return null;
    return !spaced || next === text.length || isSpace(text[next]) ? { value: command, next } : null;
  };
}

/** A code with one number. */
function withNumber(
  prefix: string,
  number: (text: string, at: number) => Parsed<number> | null,
  make: (value: number) => HeaterShakerCommand | null,
): CodeParser {
  return (text, at) => {
    if (!text.startsWith(prefix, at)) return null;
    const parsed = number(text, at + prefix.length);
    const command = parsed && make(parsed.value);
    return command ? { value: command, next: parsed.next } : null;
  };
}

const int = (min: number, max: number) => (text: string, at: number) => integer(text, at, min, max);

const pid: CodeParser = (text, at) => {
  const letter = text.startsWith('M301 T', at) ? text[at + 6] : undefined;
  if (letter !== 'H' && letter !== 'M') return null;
  let next = at + 7;
  const values: number[] = [];
  for (const prefix of [' P', ' I', ' D']) {
    const parsed = text.startsWith(prefix, next) ? float(text, next + prefix.length) : null;
    if (!parsed) return null;
    values.push(parsed.value);
    next = parsed.next;
  }
  const [kp = 0, ki = 0, kd = 0] = values;
  return { value: { code: 'M301', target: letter === 'M' ? 'MOTOR' : 'HEATER', kp, ki, kd }, next };
};

/** Both constants are optional, and a prefix that has no number spoils the command. */
const offsets: CodeParser = (text, at) => {
  if (!text.startsWith('M116', at)) return null;
  let next = at + 4;
  let b: number | null = null;
  let c: number | null = null;
  for (const prefix of [' B', ' C']) {
    if (!text.startsWith(prefix, next)) continue;
    const parsed = float(text, next + prefix.length);
    if (!parsed) return null;
    if (prefix === ' B') b = parsed.value;
    else c = parsed.value;
    next = parsed.next;
  }
  return { value: { code: 'M116', b, c }, next };
};

/** Bytes of the firmware's serial number field, with its NUL. */
const SERIAL_NUMBER_LENGTH = 24;

const serialNumber: CodeParser = (text, at) => {
  if (!text.startsWith('M996 ', at)) return null;
  const word = /^[^ \t\n\v\f\r\0]*/.exec(text.slice(at + 5))?.[0] ?? '';
  if (word === '') return null;
  // The firmware leaves the input where it was, and answers no further code of this line.
  if (word.length >= SERIAL_NUMBER_LENGTH) return { value: { code: 'M996', withError: 301 }, next: text.length };
  return { value: { code: 'M996', serialNumber: word }, next: at + 5 + word.length };
};

/** In the firmware's order: the first that matches is taken. */
const PARSERS: readonly CodeParser[] = [
  withNumber('M3 S', int(-32768, 32767), (rpm) => ({ code: 'M3', rpm })),
  withNumber('M104 S', float, (temperature) => (temperature < 0 ? null : { code: 'M104', temperature })),
  plain({ code: 'M123' }, false),
  plain({ code: 'M105' }, true),
  withNumber('M204 S', int(-2147483648, 2147483647), (rpmPerSecond) => ({ code: 'M204', rpmPerSecond })),
  plain({ code: 'M105.D' }, false),
  pid,
  withNumber('M104.D S', float, (power) => (power < 0 || power > 1 ? null : { code: 'M104.D', power })),
  plain({ code: 'dfu' }, false),
  plain({ code: 'M115' }, false),
  serialNumber,
  plain({ code: 'G28' }, true),
  withNumber('G28.D S', int(0, 65535), (currentMilliampere) => ({ code: 'G28.D', currentMilliampere })),
  withNumber('M240.D S', float, (power) => ({ code: 'M240.D', power })),
  plain({ code: 'M242' }, false),
  plain({ code: 'M243' }, false),
  plain({ code: 'M241' }, true),
  plain({ code: 'M241.D' }, false),
  withNumber('M994.D ', int(0, 255), (color) => ({ code: 'M994.D', color })),
  plain({ code: 'M994' }, true),
  plain({ code: 'M995' }, true),
  offsets,
  plain({ code: 'M117' }, false),
  plain({ code: 'M106' }, false),
];

/** The codes of one line in their order. After the first text that is no code the rest is not looked at, and the device says ERR003. */
export interface ParsedLine {
  readonly commands: readonly HeaterShakerCommand[];
  readonly unhandled: boolean;
}

/** Reads what a host sent, as the device does. Never throws. */
export function parseLine(line: Uint8Array): ParsedLine {
  const text = Buffer.from(line).toString('latin1');
  const commands: HeaterShakerCommand[] = [];
  let at = 0;
  for (;;) {
    while (isSpace(text[at])) at += 1;
    if (at >= text.length) return { commands, unhandled: false };
    const parsed = firstMatch(text, at);
    if (!parsed) return { commands, unhandled: true };
    commands.push(parsed.value);
    at = parsed.next;
  }
}

function firstMatch(text: string, at: number): Parsed<HeaterShakerCommand> | null {
  for (const parser of PARSERS) {
    const parsed = parser(text, at);
    if (parsed) return parsed;
  }
  return null;
}
