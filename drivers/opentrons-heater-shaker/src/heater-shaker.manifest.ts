import type { DriverManifest, Nearing, ParameterRange } from '@labwright/domain';

/** Product rating of the module; its firmware takes 0 to 100 Cel. */
const TEMPERATURE: ParameterRange = { min: 37, max: 95, step: 0.01, tolerance: 0.5 };
/** Product rating of the module; its firmware takes 0 to 4110 rpm. */
const SPEED: ParameterRange = { min: 200, max: 3000, step: 1, tolerance: 50 };

const heat = { verb: 'ensureTemperature', from: { target: 'temperature' } } as const;
const clamp = { verb: 'ensureLatched', from: {} } as const;
const shake = { verb: 'ensureShaking', from: { speed: 'speed' } } as const;

/** Of the virtual device, whose README says what it rests on; replace it by what the instrument at hand does. */
const NEARS: Nearing = {
  parameter: 'target',
  up: { timeConstantMs: 1_500_000, rise: 195 },
  down: { timeConstantMs: 1_500_000, to: 'room' },
};

/** What the Opentrons Heater-Shaker GEN1 can do. Sources of ranges and times: README. */
export const heaterShakerManifest: DriverManifest = {
  driver: 'opentrons-heater-shaker',
  version: '0.1.0',
  vendor: 'Opentrons',
  model: 'Heater-Shaker GEN1',
  verifiedOnHardware: false,
  transports: ['serial', 'tcp'],
  capabilities: [
    { capability: 'temperature_control', ranges: { temperature: TEMPERATURE }, establish: [heat], end: ['ensureTemperatureOff'] },
    { capability: 'shaking', ranges: { speed: SPEED }, establish: [clamp, shake], end: ['ensureStopped'] },
    {
      capability: 'shaking_incubation',
      ranges: { temperature: TEMPERATURE, speed: SPEED },
      establish: [clamp, heat, shake],
      end: ['ensureStopped', 'ensureTemperatureOff'],
    },
    { capability: 'latch', ranges: {}, establish: [clamp], end: [] },
  ],
  verbs: [
    { verb: 'ensureTemperature', repeat: 'state', expectedMs: 240_000, timeoutMs: 2_400_000, nears: NEARS },
    { verb: 'ensureTemperatureOff', repeat: 'state', expectedMs: 500, timeoutMs: 15_000 },
    { verb: 'ensureShaking', repeat: 'state', expectedMs: 5_000, timeoutMs: 60_000 },
    { verb: 'ensureStopped', repeat: 'state', expectedMs: 6_000, timeoutMs: 60_000 },
    { verb: 'ensureLatched', repeat: 'state', expectedMs: 2_500, timeoutMs: 30_000 },
    { verb: 'ensureUnlatched', repeat: 'state', expectedMs: 2_500, timeoutMs: 30_000 },
  ],
  nests: [{ name: 'nest', formats: ['plate-96', 'plate-384', 'deep-well-96', 'tube-rack'], maxHeightMm: 60 }],
  access: { before: ['ensureStopped', 'ensureUnlatched'], after: ['ensureLatched'], afterRemoval: ['ensureTemperatureOff'] },
  safeState: { verbs: ['ensureStopped', 'ensureTemperatureOff'], stopMs: 60_000 },
  pollMs: { active: 1_000, idle: 5_000 },
  settingsSchema: {
    type: 'object',
    additionalProperties: false,
    properties: { serialNumber: { type: 'string', minLength: 1, maxLength: 23, description: 'Serial number that has to answer' } },
  },
};
