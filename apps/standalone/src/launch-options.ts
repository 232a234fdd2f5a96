import path from 'node:path';
import { parseArgs } from 'node:util';
import { LabError, MAX_LAB_RATE } from '@labwright/domain';
import { decimal, flag, oneOf, readSetting, text, wholeNumber, type SettingRule, type SettingSource } from '@labwright/process';

/** What a person may choose when the embedded lab is started. */
export interface LaunchOptions {
  /** Port of the API; 0 means any free one. */
  readonly port: number;
  /** Absolute path of the folder that keeps everything. */
  readonly home: string;
  /** Lab milliseconds in one wall millisecond, 1 to 3600. */
  readonly timeScale: number;
  readonly seed: number;
  /** The author of a protocol may approve it: for trying things alone. */
  readonly selfApprove: boolean;
  /** A script of the simulated lab does the tasks of people, marked as such in the record. */
  readonly scriptedOperator: boolean;
}

export const USAGE = `Usage: npm start -- [options]
  --port <number>        port of the API on 127.0.0.1, 0 for any (LABWRIGHT_PORT; 7077)
  --home <folder>        folder that keeps the database and everything else (LABWRIGHT_HOME; .labwright)
  --time-scale <number>  how much faster lab time runs, 1 to 3600 (LAB_TIME_SCALE; 60)
  --seed <number>        seed of the simulated noise (LABWRIGHT_SEED; 1)
  --self-approve         let authors approve their own protocols (LABWRIGHT_SELF_APPROVE)
  --scripted-operator    a script does the tasks of people, marked so in the record (LABWRIGHT_SCRIPTED_OPERATOR=on)
  --help                 this text`;

/**
 * Reads flags, then the environment, then defaults.
 * @returns the options, or 'help'
 * @throws LabError SETTING_INVALID for an unknown flag or a value that is not allowed
 */
export function readLaunchOptions(args: readonly string[], env: SettingSource, cwd: string): LaunchOptions | 'help' {
  const flags = readFlags(args);
  if (flags.help) return 'help';
  const read = <T>(name: string, given: string | undefined, setting: string, rule: SettingRule<T>, fallback: T): T =>
    given === undefined ? readSetting(setting, rule, fallback, env) : readSetting(`--${name}`, rule, undefined, { [`--${name}`]: given });
  return {
    port: read('port', flags.port, 'LABWRIGHT_PORT', wholeNumber(0, 65_535), 7077),
    home: path.resolve(cwd, read('home', flags.home, 'LABWRIGHT_HOME', text, '.labwright')),
    timeScale: read('time-scale', flags['time-scale'], 'LAB_TIME_SCALE', decimal(1, MAX_LAB_RATE), 60),
    seed: read('seed', flags.seed, 'LABWRIGHT_SEED', wholeNumber(0, 0xffff_ffff), 1),
    selfApprove: flags['self-approve'] ?? readSetting('LABWRIGHT_SELF_APPROVE', flag, false, env),
    scriptedOperator: flags['scripted-operator'] ?? readSetting('LABWRIGHT_SCRIPTED_OPERATOR', oneOf(['on', 'off']), 'off', env) === 'on',
  };
}

function readFlags(args: readonly string[]): ReturnType<typeof parse>['values'] {
  try {
    return parse(args).values;
  } catch (error) {
    const message = (error as Error).message.split('. ')[0] ?? '';
    throw new LabError(
      'SETTING_INVALID',
      `${message}\n${USAGE}`,
      { setting: 'command line', value: args.join(' '), allowed: USAGE },
      'never',
      { cause: error },
    );
  }
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      home: { type: 'string' },
      'time-scale': { type: 'string' },
      seed: { type: 'string' },
      'self-approve': { type: 'boolean' },
      'scripted-operator': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}
