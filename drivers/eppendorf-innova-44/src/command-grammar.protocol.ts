import type { Innova44Command } from './commands.protocol';

/** One argument as text, or null when the device does not take it. */
type Take<T> = (word: string) => T | null;

const whole =
  (min: number, max: number): Take<number> =>
  (word) =>
    /^\d{1,4}$/.test(word) && Number(word) >= min && Number(word) <= max ? Number(word) : null;
const decimal: Take<number> = (word) => (/^\d{1,3}(?:\.\d)?$/.test(word) ? Number(word) : null);
const flag: Take<boolean> = (word) => (word === '0' ? false : word === '1' ? true : null);

const profile = whole(1, 4);
const step = whole(1, 15);
/** Four digits on the wire; which of them the drive can do is not the grammar's business. */
const rpm = whole(0, 9999);
const hours = whole(0, 99);
const minutes = whole(0, 59);

/** All arguments taken one by one, or null when one is not or their number differs. */
function take<T extends readonly Take<unknown>[]>(
  words: readonly string[],
  ...takes: T
): { [K in keyof T]: Exclude<ReturnType<T[K]>, null> } | null {
  if (words.length !== takes.length) return null;
  const values = takes.map((one, index) => one(words[index] ?? ''));
  return values.includes(null) ? null : (values as { [K in keyof T]: Exclude<ReturnType<T[K]>, null> });
}

/**
 * What the device accepts, without its CR: a code in capital letters and arguments with one space between them. Null for what it does
 * not know: it only echoes that. Ranges of profile, step, hours and minutes: manual; of the clock: the calendar's.
 */
export function parseCommand(text: string): Innova44Command | null {
  const [code = '', ...words] = text.split(' ');
  switch (code) {
    case 'RV':
    case 'RS':
    case 'RP':
    case 'RI':
    case 'PM':
    case '?D':
      return words.length === 0 ? { code } : null;
    case 'CS': {
      const found = take(words, rpm);
      return found && { code, rpm: found[0] };
    }
    case 'CT': {
      const found = take(words, decimal);
      return found && { code, temperature: found[0] };
    }
    case 'CL':
    case 'CU': {
      const found = take(words, flag);
      return found && { code, on: found[0] };
    }
    case 'PW': {
      const found = take(words, profile, step, decimal, rpm, decimal, hours, minutes, flag, flag);
      if (!found) return null;
      const [p, s, temperature, speed, reserved, h, m, uv, grow] = found;
      return { code, profile: p, step: s, temperature, rpm: speed, reserved, hours: h, minutes: m, uv, grow };
    }
    case 'PR': {
      const found = take(words, profile, step);
      return found && { code, profile: found[0], step: found[1] };
    }
    case 'PC':
    case 'PS':
      return profileCommand(code, words);
    case '=D': {
      const found = take(words, whole(0, 23), minutes, whole(0, 59), whole(0, 99), whole(1, 12), whole(1, 31), whole(1, 7));
      if (!found) return null;
      const [h, m, seconds, year, month, day, weekday] = found;
      return { code, hours: h, minutes: m, seconds, year, month, day, weekday };
    }
    default:
      return null;
  }
}

function profileCommand(code: 'PC' | 'PS', words: readonly string[]): Innova44Command | null {
  if (code === 'PS' && words.length === 0) return { code, profile: null, step: null };
  const all = take(words, profile);
  if (all) return { code, profile: all[0], step: null };
  const one = take(words, profile, step);
  return one && { code, profile: one[0], step: one[1] };
}
