import { oneOf, readSetting, type SettingSource } from '@labwright/process';
import pino, { type Logger } from 'pino';
import { activeTraceId } from '../trace/active-trace';
import { logScope, type LogIds } from './log-scope';
import { SECRET_PATHS, withoutSecrets } from './redaction';

export const LogFormat = { json: 'json', text: 'text' } as const;
export type LogFormat = (typeof LogFormat)[keyof typeof LogFormat];
export const LogLevel = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LogLevel)[number];

/** What a line says besides its words. `about`: the part or the instrument that it is about; a text line begins with it. */
export interface LogFields extends LogIds {
  readonly about?: string;
  readonly [field: string]: unknown;
}

export interface OperatorLogOptions {
  /** Of the process, such as `api`. */
  readonly service: string;
  readonly format: LogFormat;
  readonly level: LogLevel;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

/**
 * The log of one process: lines for people, or one JSON object a line, for machines. Keys, authorization headers and passwords are taken
 * out of both. JSON lines carry time, level, service, the ids of the work under way (`inLogScope`), and the trace when there is one.
 * Text lines are what an operator reads in a terminal: the words alone; errors go to standard error with the name of the service.
 */
export class OperatorLog {
  readonly format: LogFormat;
  private readonly json: Logger | null;
  private readonly least: number;

  constructor(private readonly options: OperatorLogOptions) {
    this.format = options.format;
    this.least = LogLevel.indexOf(options.level);
    this.json = options.format === LogFormat.json ? jsonLog(options) : null;
  }

  debug(message: string, fields: LogFields = {}): void {
    this.write('debug', message, fields);
  }

  info(message: string, fields: LogFields = {}): void {
    this.write('info', message, fields);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.write('warn', message, fields);
  }

  error(message: string, fields: LogFields = {}): void {
    this.write('error', message, fields);
  }

  private write(level: Exclude<LogLevel, 'silent'>, message: string, fields: LogFields): void {
    if (this.json) return this.json[level](fields, message);
    if (LogLevel.indexOf(level) < this.least) return;
    const { service, out, err } = this.options;
    const line = withoutSecrets(fields.about === undefined ? message : `${fields.about}: ${message}`);
    if (level === 'error') err(`${service}: ${line}\n`);
    else out(`${line}\n`);
  }
}

function jsonLog({ service, level, out }: OperatorLogOptions): Logger {
  return pino(
    {
      level,
      base: { service, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => ({ ...logScope(), ...activeTraceId() }),
      redact: { paths: SECRET_PATHS, censor: '(hidden)' },
      hooks: { streamWrite: withoutSecrets },
    },
    { write: out },
  );
}

/**
 * The log as the settings want it: `LABWRIGHT_LOG` json or text, without it text in a terminal and in the embedded lab, JSON elsewhere;
 * `LABWRIGHT_LOG_LEVEL` is the least level that is written. @throws LabError SETTING_INVALID
 */
export function openLog(
  service: string,
  source: SettingSource = process.env,
  { stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'> = process,
): OperatorLog {
  const forPeople = stdout.isTTY || ['1', 'true'].includes(source['LABWRIGHT_STANDALONE'] ?? '');
  const format = readSetting('LABWRIGHT_LOG', oneOf(Object.values(LogFormat)), forPeople ? LogFormat.text : LogFormat.json, source);
  const level = readSetting('LABWRIGHT_LOG_LEVEL', oneOf(LogLevel), 'info', source);
  return new OperatorLog({ service, format, level, out: (line) => void stdout.write(line), err: (line) => void stderr.write(line) });
}
