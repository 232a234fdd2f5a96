import type { Fields, KeyRule, VectorAdapter } from '@drivers/kit';
import { SHAKE_CYCLES, type ReadDefinition } from './read-definition.protocol';
import type { Parameter } from './parameter.protocol';
import { decodeReply, encodeReply, identityParts, temperatureOf, type SynergyH1Reply } from './reply.protocol';
import { encodeCommand, parseCommand, type SynergyH1Command } from './synergy-h1.protocol';
import { wellName } from './well-rectangles';

function commandFields(command: SynergyH1Command): Fields {
  return command.is === 'parameter' ? parameterFields(command.parameter) : { character: command.character };
}

function parameterFields(parameter: Parameter): Fields {
  switch (parameter.to) {
    case 'i':
      return {};
    case '&':
      return { slow: parameter.slow };
    case 'g':
      return { temperature: parameter.temperature };
    case 'y':
      return { ...parameter.geometry };
    case 't':
      return { light: parameter.light, focalHeight: parameter.focalHeight };
    case 'D':
      return { ...definitionFields(parameter.definition), checksum: checksumOf(parameter) };
  }
}

function definitionFields(definition: ReadDefinition): Fields {
  if (definition.mode === 'shake') return { ...definition, cycles: SHAKE_CYCLES[definition.amplitude] ?? null };
  const { wells, ...rest } = definition;
  return { ...rest, ...wells };
}

function checksumOf(parameter: Parameter): string {
  return Buffer.from(encodeCommand({ is: 'parameter', parameter }))
    .toString('latin1')
    .replace('\x03', '')
    .slice(-2);
}

function replyFields(reply: SynergyH1Reply): Fields {
  switch (reply.is) {
    case 'ready':
      return { ack: '06' };
    case 'status':
      return { ack: reply.acknowledged ? '06' : null, status: reply.status };
    case 'identity': {
      const parts = identityParts(reply);
      return { ack: '06', text: reply.text, firmware: parts?.firmware ?? null, status: parts?.status ?? null };
    }
    case 'serial_number':
      return { ack: '06', serialNumber: reply.serialNumber, status: reply.status };
    case 'temperature':
      return { ack: '06', temperature: temperatureOf(reply.digits) };
    case 'definition':
      return { digits: reply.digits };
    case 'body': {
      const wells = reply.body.wells.map(({ row, column, value }) => [wellName(row, column), value] as const);
      return { record: reply.body.record, status: reply.body.status, wells: listed(wells) };
    }
  }
}

/** Wells with their values as one text, in an order of its own, because fields are single values. */
function listed(wells: readonly (readonly [string, unknown])[]): string {
  return wells
    .map(([well, value]) => `${well}=${JSON.stringify(value)}`)
    .sort()
    .join(' ');
}

const wells: KeyRule = { field: 'wells', read: (raw) => listed(Object.entries(raw ?? {})) };
const same = (field: string): KeyRule => ({ field });

/** Both ends of this wire for the vector checker. The key map is documented in the README. */
export const synergyH1Vectors: VectorAdapter<SynergyH1Command, SynergyH1Reply> = {
  instrument: 'Agilent BioTek Synergy H1 / Cytation',
  deviceParse(bytes) {
    const command = parseCommand(bytes);
    return command ? { accepted: true, command, fields: commandFields(command) } : { accepted: false, error: 'not understood' };
  },
  driverEncode: encodeCommand,
  driverDecode(bytes) {
    const reply = decodeReply(bytes);
    return reply ? { reply, fields: replyFields(reply) } : { error: 'DRIVER_FRAME_INVALID' };
  },
  deviceEncode: encodeReply,
  keys: {
    ack: same('ack'),
    text: same('text'),
    firmware: same('firmware'),
    status: same('status'),
    serial: same('serialNumber'),
    temperature_c: { field: 'temperature', within: 1e-9 },
    raw: same('digits'),
    od: wells,
    rlu: wells,
    rfu: wells,
    values: wells,
    r1: same('firstRow'),
    c1: same('firstColumn'),
    r2: same('lastRow'),
    c2: same('lastColumn'),
    wavelength_nm: same('wavelength'),
    ex_nm: same('excitation'),
    em_nm: same('emission'),
    focal_mm: { field: 'focalHeight', within: 1e-9 },
    checksum: same('checksum'),
  },
  notApplicable: () => null,
};
