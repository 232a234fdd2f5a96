import type { Fields, FieldValue, KeyRule, VectorAdapter } from '@drivers/kit';
import { VENDOR_ERRORS } from './heater-shaker.errors';
import { parseLine } from './gcode-grammar.protocol';
import {
  decodeReply,
  encodeCommand,
  encodeReply,
  errorReply,
  type HeaterShakerCommand,
  type HeaterShakerReply,
} from './heater-shaker.protocol';

/** Codes that the driver sends; the rest of the grammar is only parsed. */
const ISSUED: readonly string[] = ['M115', 'M105', 'M104', 'M106', 'M3', 'M123', 'G28', 'M241', 'M242', 'M243'];

/** The firmware's class of each code, as its tests name it. */
const GCODE_CLASSES: Readonly<Record<HeaterShakerCommand['code'], string>> = {
  M3: 'SetRPM',
  M104: 'SetTemperature',
  M123: 'GetRPM',
  M105: 'GetTemperature',
  M204: 'SetAcceleration',
  'M105.D': 'GetTemperatureDebug',
  M301: 'SetPIDConstants',
  'M104.D': 'SetHeaterPowerTest',
  dfu: 'EnterBootloader',
  M115: 'GetSystemInfo',
  M996: 'SetSerialNumber',
  G28: 'Home',
  'G28.D': 'ActuateSolenoid',
  'M240.D': 'DebugControlPlateLockMotor',
  M242: 'OpenPlateLock',
  M243: 'ClosePlateLock',
  M241: 'GetPlateLockState',
  'M241.D': 'GetPlateLockStateDebug',
  'M994.D': 'SetLEDDebug',
  M994: 'IdentifyModuleStartLED',
  M995: 'IdentifyModuleStopLED',
  M116: 'SetOffsetConstants',
  M117: 'GetOffsetConstants',
  M106: 'DeactivateHeater',
};

/** Colours of M994.D by their number. Source: firmware `systemwide.h`. */
const COLORS = ['WHITE', 'RED', 'AMBER', 'BLUE', 'OFF', 'RED_WHITE', 'RED_AMBER', 'WHITE_AMBER'];

function commandFields(command: HeaterShakerCommand): Fields {
  const base = { code: command.code, gcodeClass: GCODE_CLASSES[command.code] };
  switch (command.code) {
    case 'M994.D':
      return { ...base, color: COLORS[command.color] ?? String(command.color) };
    case 'M996':
      return 'withError' in command
        ? { ...base, withError: VENDOR_ERRORS.get(command.withError)?.name ?? '' }
        : { ...base, serialNumber: command.serialNumber };
    default:
      return { ...command, ...base };
  }
}

function replyFields(reply: HeaterShakerReply): Fields {
  if (reply.is !== 'error') return { ...reply };
  return { code: reply.number, name: VENDOR_ERRORS.get(reply.number)?.name ?? null, text: reply.text, unsolicited: reply.unsolicited };
}

/** Numbers of the firmware's tests are C++ text. */
const number = (field: string, within = 0): KeyRule => ({ field, within, read: (raw) => Number(raw) });
const nullable = (raw: unknown): FieldValue => (raw === null || raw === 'None' ? null : Number(raw));
/** `errors::ErrorCode::NAME` and `gcode::Class::NAME` as NAME. */
const lastName = (raw: unknown): string => String(raw).split('::').at(-1) ?? '';
/** The text in `std::array<char, N>{ "text"}`, or the text itself. */
const quoted = (raw: unknown): string => /"([^"]*)"/.exec(String(raw))?.[1] ?? String(raw);

/** Single precision, relative to the values of the tests (up to a few hundred). */
const SINGLE = 1e-4;

/** Both ends of this wire for the vector checker. The key map is documented in the README. */
export const heaterShakerVectors: VectorAdapter<HeaterShakerCommand, HeaterShakerReply> = {
  instrument: 'Opentrons Heater-Shaker GEN1',
  deviceParse(bytes) {
    const [command] = parseLine(bytes).commands;
    if (!command)
      return {
        accepted: false,
        error: Buffer.from(encodeReply(errorReply(3)))
          .toString('latin1')
          .trim(),
      };
    return { accepted: true, command, fields: commandFields(command) };
  },
  driverEncode: (command) => (ISSUED.includes(command.code) ? encodeCommand(command) : null),
  driverDecode(bytes) {
    const reply = decodeReply(bytes);
    return reply ? { reply, fields: replyFields(reply) } : { error: 'DRIVER_FRAME_INVALID' };
  },
  deviceEncode: encodeReply,
  keys: {
    gcode: { field: 'code' },
    code: { field: 'code' },
    name: { field: 'name' },
    text: { field: 'text' },
    gcode_class: { field: 'gcodeClass' },
    accepted: { field: 'accepted' },
    rpm: number('rpm'),
    temperature: number('temperature', SINGLE),
    rpm_per_s: number('rpmPerSecond'),
    power: number('power', SINGLE),
    current_ma: number('currentMilliampere'),
    target: { field: 'target', read: (raw) => (typeof raw === 'string' && raw.includes('::') ? lastName(raw) : nullable(raw)) },
    kp: number('kp', SINGLE),
    ki: number('ki', SINGLE),
    kd: number('kd', SINGLE),
    color: { field: 'color', read: lastName },
    serial_number: { field: 'serialNumber', read: quoted },
    with_error: { field: 'withError', read: lastName },
    current_rpm: number('current'),
    target_rpm: number('target'),
    status: { field: 'status' },
  },
  notApplicable: () => null,
};
