import { LabError } from '@labwright/domain';

/** Where settings come from; `process.env` has this shape. An empty text counts as not set. */
export type SettingSource = Readonly<Record<string, string | undefined>>;

/** How one setting is read. */
export interface SettingRule<T> {
  /** For people: what may be written there. */
  readonly allowed: string;
  /** The value, or undefined when the text is not allowed. */
  parse(written: string): T | undefined;
  /** How a refused value is shown in the error; a secret is not shown. */
  show?(written: string): string;
}

/** A whole number from `min` to `max`, in decimal digits. */
export function wholeNumber(min: number, max: number): SettingRule<number> {
  return {
    allowed: `a whole number from ${min} to ${max}`,
    parse: (written) => (/^-?\d{1,15}$/.test(written) ? within(Number(written), min, max) : undefined),
  };
}

/** A number from `min` to `max`, with or without a fraction. */
export function decimal(min: number, max: number): SettingRule<number> {
  return {
    allowed: `a number from ${min} to ${max}`,
    parse: (written) => (/^-?\d{1,15}(\.\d{1,15})?$/.test(written) ? within(Number(written), min, max) : undefined),
  };
}

/** One of a closed set of words. */
export function oneOf<const W extends string>(words: readonly W[]): SettingRule<W> {
  return { allowed: words.join(', '), parse: (written) => words.find((word) => word === written) };
}

/** On (`1`, `true`) or off (`0`, `false`). */
export const flag: SettingRule<boolean> = {
  allowed: '1, true, 0, false',
  parse: (written) => ({ 1: true, true: true, 0: false, false: false })[written],
};

/** Any text that is not empty. */
export const text: SettingRule<string> = { allowed: 'a text that is not empty', parse: (written) => written };

/** A text that no error may show. */
export const secret: SettingRule<string> = { ...text, show: () => '(hidden)' };

/** A URL with one of these schemes, such as `postgres`. A password in it is never shown. */
export function urlOf(...schemes: readonly string[]): SettingRule<string> {
  return {
    allowed: `a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    parse: (written) => (schemes.some((scheme) => written.startsWith(`${scheme}://`)) && URL.canParse(written) ? written : undefined),
    show: (written) => written.replace(/\/\/[^/]*@/, '//(hidden)@'),
  };
}

/**
 * Reads one setting.
 * @param fallback value when it is not set; without one the setting is required
 * @throws LabError SETTING_INVALID, naming the setting, its value and what is allowed
 */
export function readSetting<T>(setting: string, rule: SettingRule<T>, fallback?: T, source: SettingSource = process.env): T {
  const written = source[setting]?.trim() ?? '';
  if (written === '') {
    if (fallback !== undefined) return fallback;
    throw new LabError('SETTING_INVALID', `${setting} is not set; set it to ${rule.allowed}`, {
      setting,
      value: '',
      allowed: rule.allowed,
    });
  }
  const value = rule.parse(written);
  if (value !== undefined) return value;
  const shown = rule.show?.(written) ?? written;
  throw new LabError('SETTING_INVALID', `${setting} is ${JSON.stringify(shown)}; allowed: ${rule.allowed}`, {
    setting,
    value: shown,
    allowed: rule.allowed,
  });
}

function within(value: number, min: number, max: number): number | undefined {
  return value >= min && value <= max ? value : undefined;
}
