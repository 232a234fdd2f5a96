import { isUtf8 } from 'node:buffer';
import { member, parseWireJson, scalar, writeWireJson, type WireJson } from './wire-json.protocol';
import { parseTopic, type PioTopic } from './topic.protocol';

/** States of a job. Source: `background_jobs/base.py`. `lost` is its last will. */
export const JobState = { init: 'init', ready: 'ready', sleeping: 'sleeping', disconnected: 'disconnected', lost: 'lost' } as const;
export type JobState = (typeof JobState)[keyof typeof JobState];

/** States that may be asked for through `$state/set`. */
export const REQUESTABLE: readonly JobState[] = ['ready', 'sleeping', 'disconnected'];

/** What one message says. `text` is a plain value: a number, 0 or 1, true or false, or a word, as it stands on the wire. */
export type Payload =
  /** Clears a retained topic. */
  | { readonly is: 'empty' }
  | { readonly is: 'state'; readonly state: JobState }
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'json'; readonly json: WireJson };

/** Fields that a structure has to have, with the type of each. Source: `structs.py`, `logging.py`. */
const OD = { timestamp: 'time', angle: 'string', od: 'number', channel: 'string', ir_led_intensity: 'number' } as const;
const DOSING = { volume_change: 'number', event: 'string', timestamp: 'time' } as const;
const LED = { channel: 'string', intensity: 'number', timestamp: 'time' } as const;
const LOG = { message: 'string', level: 'string', timestamp: 'time' } as const;
const STRUCTURES: Readonly<Record<string, Readonly<Record<string, FieldType>>>> = {
  'stirring/measured_rpm': { measured_rpm: 'number', timestamp: 'time' },
  'growth_rate_calculating/growth_rate': { growth_rate: 'number', timestamp: 'time' },
  'growth_rate_calculating/od_filtered': { od_filtered: 'number', timestamp: 'time' },
  'od_reading/od_fused': { od_fused: 'number', timestamp: 'time' },
  'temperature_automation/temperature': { temperature: 'number', timestamp: 'time' },
  'monitor/voltage_on_pwm_rail': { voltage: 'number', timestamp: 'time' },
};
type FieldType = 'number' | 'string' | 'time';

/** Settings that are plain numbers, with the smallest value that makes sense. */
const NUMBERS: Readonly<Record<string, number>> = {
  'stirring/target_rpm': 0,
  'stirring/duty_cycle': 0,
  'temperature_automation/target_temperature': -Infinity,
  'od_reading/interval': 0,
  'od_reading/ir_led_intensity': 0,
};

const PLAIN_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
/** RFC 3339 with a zone; the unit writes UTC, with or without a fraction. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** A plain value as a number, or null when it is none. */
export function plainNumber(text: string): number | null {
  return PLAIN_NUMBER.test(text) ? Number(text) : null;
}

/** A plain value as true or false; they travel as 0 and 1 or as words. Null when it is neither. */
export function plainBoolean(text: string): boolean | null {
  const word = text.toLowerCase();
  return word === '1' || word === 'true' ? true : word === '0' || word === 'false' ? false : null;
}

/** Reads the payload of a topic; `error` says what is wrong with it. */
export function decodePayload(topic: PioTopic, bytes: Uint8Array): Payload | { readonly error: string } {
  if (bytes.length === 0) return topic.is === 'setting' ? { is: 'empty' } : { error: 'payload is empty' };
  if (!isUtf8(bytes)) return { error: 'payload is not UTF-8' };
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  switch (topic.is) {
    case 'set':
      return decodeSet(topic, text);
    case 'setting':
      return decodeSetting(topic, text);
    case 'events':
      return structure(text, topic.stream === 'dosing_events' ? DOSING : LED);
    case 'log':
      return structure(text, LOG);
  }
}

/** The bytes of a payload. */
export function encodePayload(payload: Payload): Uint8Array {
  switch (payload.is) {
    case 'empty':
      return new Uint8Array();
    case 'state':
      return Buffer.from(payload.state);
    case 'text':
      return Buffer.from(payload.text);
    case 'json':
      return Buffer.from(writeWireJson(payload.json));
  }
}

function decodeSet(topic: Extract<PioTopic, { is: 'set' }>, text: string): Payload | { error: string } {
  if (topic.setting === '$state') {
    const state = REQUESTABLE.find((name) => name === text);
    return state ? { is: 'state', state } : { error: `state ${text} may not be asked for` };
  }
  const least = NUMBERS[`${topic.job}/${topic.setting}`];
  return least === undefined ? { is: 'text', text } : numeric(text, least);
}

function decodeSetting(topic: Extract<PioTopic, { is: 'setting' }>, text: string): Payload | { error: string } {
  const name = `${topic.job}/${topic.setting}`;
  if (topic.setting === '$state') {
    const state = Object.values(JobState).find((word) => word === text);
    return state ? { is: 'state', state } : { error: `unknown state ${text}` };
  }
  if (/^od_reading\/(raw_|calibrated_)?od[1-4]$/.test(name)) return opticalDensity(text);
  if (name === 'od_reading/ods') return batch(text);
  const fields = STRUCTURES[name];
  if (fields) return structure(text, fields);
  const least = NUMBERS[name];
  if (least !== undefined) return numeric(text, least);
  const json = /^[[{]/.test(text) ? parseWireJson(text) : null;
  return json ? { is: 'json', json } : { is: 'text', text };
}

function numeric(text: string, least: number): Payload | { error: string } {
  const value = plainNumber(text);
  return value === null || value < least ? { error: `value ${text} is no number that fits` } : { is: 'text', text };
}

function structure(text: string, fields: Readonly<Record<string, FieldType>>): { is: 'json'; json: WireJson } | { error: string } {
  const json = parseWireJson(text);
  if (!json || !('pairs' in json)) return { error: 'payload is no JSON object' };
  for (const field in fields) {
    const type = fields[field];
    if (type && !fits(scalar(json, field), type)) return { error: `field ${field} is missing or no ${type}` };
  }
  return { is: 'json', json };
}

function fits(value: unknown, type: FieldType): boolean {
  if (type === 'time') return typeof value === 'string' && TIMESTAMP.test(value);
  return typeof value === type;
}

/** The integer tag `calibrated` selects the variant: 0 is a voltage-like number, 1 names its calibration. */
function opticalDensity(text: string): { is: 'json'; json: WireJson } | { error: string } {
  const read = structure(text, OD);
  return 'error' in read ? read : (tagError(read.json) ?? read);
}

function tagError(json: WireJson): { error: string } | null {
  const tag = scalar(json, 'calibrated');
  if (tag !== 0 && tag !== 1) return { error: 'field calibrated is missing or neither 0 nor 1' };
  return tag === 1 && typeof scalar(json, 'calibration_name') !== 'string'
    ? { error: 'field calibration_name is missing or no string' }
    : null;
}

function batch(text: string): { is: 'json'; json: WireJson } | { error: string } {
  const read = structure(text, { timestamp: 'time' });
  if ('error' in read) return read;
  const ods = member(read.json, 'ods');
  if (!ods || !('pairs' in ods)) return { error: 'field ods is missing or no object' };
  for (const [channel, json] of ods.pairs) {
    const one = opticalDensity(writeWireJson(json));
    if ('error' in one) return { error: `channel ${channel}: ${one.error}` };
  }
  return read;
}

/** One message with its topic, as both ends pass it on. */
export interface PioMessage {
  readonly topic: PioTopic;
  readonly payload: Payload;
}

/** Reads a message. */
export function decodeMessage(topic: string, bytes: Uint8Array, root?: string): PioMessage | { readonly error: string } {
  const parsed = parseTopic(topic, root);
  if (!parsed) return { error: 'topic is not one of this instrument' };
  const payload = decodePayload(parsed, bytes);
  return 'error' in payload ? payload : { topic: parsed, payload };
}

/** A set point or a state as the host writes it: whole numbers without a fraction, such as 500. */
export function encodeSet(value: number | JobState): Uint8Array {
  return Buffer.from(String(value));
}
