import type { Fields, FieldValue, VectorAdapter } from '@drivers/kit';
import { decodeMessage, encodePayload, encodeSet, plainBoolean, plainNumber, type Payload, type PioMessage } from './pioreactor.protocol';
import { topicText, type PioTopic } from './topic.protocol';
import { member, scalar, type WireJson } from './wire-json.protocol';

/** Settings that the driver writes; the others are only parsed. */
const ISSUED: readonly string[] = ['stirring/target_rpm', 'temperature_automation/target_temperature'];

/** Names of a plain value in the sources: what it is called depends on the setting. */
const NAMES: Readonly<Record<string, string>> = {
  target_rpm: 'rpm',
  measured_rpm: 'rpm',
  target_temperature: 'c',
  temperature: 'c',
};

/** Members of a structure that are compared, as they stand. */
const MEMBERS = [
  ...['od', 'channel', 'angle', 'ir_led_intensity', 'calibration_name', 'od_filtered', 'od_fused', 'growth_rate', 'measured_rpm'],
  ...[
    'temperature',
    'voltage',
    'volume_change',
    'event',
    'source_of_event',
    'intensity',
    'message',
    'level',
    'task',
    'source',
    'timestamp',
  ],
];

function fieldsOf({ topic, payload }: PioMessage): Fields {
  const place = { unit: topic.unit, experiment: topic.experiment, ...placeOf(topic) };
  switch (payload.is) {
    case 'empty':
      return { ...place, value: null };
    case 'state':
      return { ...place, state: payload.state, value: payload.state };
    case 'text':
      return { ...place, ...plainFields(topic, payload) };
    case 'json':
      return { ...place, ...jsonFields(topic, payload.json) };
  }
}

function placeOf(topic: PioTopic): Fields {
  if (topic.is === 'setting' || topic.is === 'set') return { job: topic.job, setting: topic.setting };
  return topic.is === 'log' ? { source: topic.source, level: topic.level } : { stream: topic.stream };
}

function plainFields(topic: PioTopic, { text }: Extract<Payload, { is: 'text' }>): Fields {
  const value = plainNumber(text) ?? asNumber(plainBoolean(text)) ?? text;
  const setting = 'setting' in topic ? topic.setting : '';
  return { value, [setting]: value, [NAMES[setting] ?? 'value']: value };
}

function jsonFields(topic: PioTopic, json: WireJson): Fields {
  const fields: Record<string, FieldValue> = {};
  for (const name of MEMBERS) {
    const found = scalar(json, name);
    if (found !== undefined) fields[name] = found;
  }
  const tag = scalar(json, 'calibrated');
  if (tag !== undefined) fields['calibrated'] = asNumber(tag);
  const setting = 'setting' in topic ? topic.setting : '';
  const own = fields[setting];
  if (own !== undefined) Object.assign(fields, { value: own, [NAMES[setting] ?? 'value']: own });
  const ods = member(json, 'ods');
  if (ods && 'pairs' in ods) for (const [channel, one] of ods.pairs) fields[`od${channel}`] = scalar(one, 'od') ?? null;
  return fields;
}

/** True and false are 1 and 0 in either form. */
function asNumber(value: unknown): FieldValue {
  return value === true ? 1 : value === false ? 0 : ((value ?? null) as FieldValue);
}

const as = (field: string): { field: string; read: (raw: unknown) => FieldValue } => ({ field, read: asNumber });
const same = (names: readonly string[]): Record<string, { field: string; read: (raw: unknown) => FieldValue }> =>
  Object.fromEntries(names.map((name) => [name, as(name)]));

/** Both ends of this wire for the vector checker. The key map is documented in the README. */
export const pioreactorVectors: VectorAdapter<PioMessage, PioMessage> = {
  instrument: 'Pioreactor (MQTT)',
  deviceParse(bytes, topic = '') {
    const command = decodeMessage(topic, bytes);
    if ('error' in command) return { accepted: false, error: command.error };
    if (command.topic.is !== 'set') return { accepted: false, error: 'ignored: no setting is written there' };
    return { accepted: true, command, fields: fieldsOf(command) };
  },
  driverEncode({ topic, payload }) {
    if (topic.is !== 'set') return null;
    if (payload.is === 'state') return encodeSet(payload.state);
    const value = payload.is === 'text' ? plainNumber(payload.text) : null;
    return value !== null && ISSUED.includes(`${topic.job}/${topic.setting}`) ? encodeSet(value) : null;
  },
  driverDecode(bytes, topic = '') {
    const reply = decodeMessage(topic, bytes);
    return 'error' in reply ? { error: 'DRIVER_FRAME_INVALID' } : { reply, fields: fieldsOf(reply) };
  },
  deviceEncode: ({ payload }) => encodePayload(payload),
  topicOf: ({ topic }) => topicText(topic),
  keys: {
    ...same(['rpm', 'c', 'state', 'value', 'calibrated', 'target_rpm', 'target_temperature', 'duty_cycle', 'interval', ...MEMBERS]),
    '1': as('od1'),
    '2': as('od2'),
    '3': as('od3'),
    '4': as('od4'),
  },
  notApplicable: () => null,
};
