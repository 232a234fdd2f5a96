import type { DriverManifest, Nearing, ParameterRange } from '@labwright/domain';
import { FOCAL_HEIGHT } from './parameter.protocol';
import { INTEGRATION, SHAKE_CYCLES, WAVELENGTHS } from './read-definition.protocol';

/**
 * The incubator cannot cool, so 4 Cel above a room of 25 Cel is the least; 45 Cel is the most of its smallest version. Not from a manual
 * of this instrument: kept narrow on purpose.
 */
const TEMPERATURE: ParameterRange = { min: 29, max: 45, step: 0.1, tolerance: 0.5 };
const ABSORBANCE: ParameterRange = { ...WAVELENGTHS.absorbance, step: 1, tolerance: 0 };
const FLUORESCENCE: ParameterRange = { ...WAVELENGTHS.fluorescence, step: 1, tolerance: 0 };
const LUMINESCENCE: ParameterRange = { ...INTEGRATION, tolerance: 0 };
/**
 * Orbital, cycles a minute. There are six speeds and no more, each with an amplitude of its own: 360 (6 mm), 410, 493, 567, 731, 1096 (1 mm).
 * A range cannot say so; the driver refuses what lies between before any byte. Nothing measures the speed, so there is no tolerance.
 */
const CYCLES = Object.values(SHAKE_CYCLES);
const SPEED: ParameterRange = { min: Math.min(...CYCLES), max: Math.max(...CYCLES), step: 1, tolerance: 0 };

const heat = { verb: 'ensureTemperature', from: { target: 'temperature' } } as const;
const shake = { verb: 'ensureShaking', from: { speed: 'speed' } } as const;
const absorb = { verb: 'readAbsorbance', from: { wavelength: 'wavelength' } } as const;
const fluoresce = { verb: 'readFluorescence', from: { excitation: 'excitation', emission: 'emission' } } as const;
const luminesce = { verb: 'readLuminescence', from: { integration: 'integration' } } as const;

/** Of the virtual device, whose README says what it rests on; replace it by what the instrument at hand does. */
const NEARS: Nearing = { parameter: 'target', up: { timeConstantMs: 150_000 }, down: { timeConstantMs: 1_500_000, to: 'target' } };

/** What the Agilent BioTek Synergy H1 can do. Sources of ranges and times: README. */
export const synergyH1Manifest: DriverManifest = {
  driver: 'agilent-synergy-h1',
  version: '0.1.0',
  vendor: 'Agilent BioTek',
  model: 'Synergy H1',
  verifiedOnHardware: false,
  transports: ['serial', 'tcp'],
  capabilities: [
    { capability: 'absorbance', ranges: { wavelength: ABSORBANCE }, establish: [absorb], end: [] },
    { capability: 'fluorescence', ranges: { excitation: FLUORESCENCE, emission: FLUORESCENCE }, establish: [fluoresce], end: [] },
    { capability: 'luminescence', ranges: { integration: LUMINESCENCE }, establish: [luminesce], end: [] },
    { capability: 'temperature_control', ranges: { temperature: TEMPERATURE }, establish: [heat], end: ['ensureTemperatureOff'] },
    { capability: 'shaking', ranges: { speed: SPEED }, establish: [shake], end: ['ensureStopped'] },
    {
      capability: 'shaking_incubation',
      ranges: { temperature: TEMPERATURE, speed: SPEED },
      establish: [heat, shake],
      end: ['ensureStopped', 'ensureTemperatureOff'],
    },
    { capability: 'carrier', ranges: {}, establish: [{ verb: 'ensureClosed', from: {} }], end: [] },
  ],
  verbs: [
    { verb: 'ensureOpen', repeat: 'state', expectedMs: 6_000, timeoutMs: 60_000, bringsAbout: ['ensureStopped'] },
    { verb: 'ensureClosed', repeat: 'state', expectedMs: 6_000, timeoutMs: 60_000 },
    { verb: 'ensureTemperature', repeat: 'state', expectedMs: 900_000, timeoutMs: 5_400_000, nears: NEARS },
    { verb: 'ensureTemperatureOff', repeat: 'state', expectedMs: 500, timeoutMs: 300_000 },
    { verb: 'ensureShaking', repeat: 'state', expectedMs: 2_000, timeoutMs: 300_000, bringsAbout: ['ensureClosed'] },
    { verb: 'ensureStopped', repeat: 'state', expectedMs: 1_000, timeoutMs: 300_000 },
    { verb: 'readAbsorbance', repeat: 'read', expectedMs: 15_000, timeoutMs: 900_000 },
    { verb: 'readFluorescence', repeat: 'read', expectedMs: 15_000, timeoutMs: 900_000 },
    { verb: 'readLuminescence', repeat: 'read', expectedMs: 120_000, timeoutMs: 9_000_000 },
  ],
  nests: [{ name: 'carrier', formats: ['plate-96', 'plate-384'], maxHeightMm: 20 }],
  // No `ensureStopped` before `ensureOpen`: that one stops the shaker itself, whoever asks for it.
  access: { before: ['ensureOpen'], after: ['ensureClosed'], afterRemoval: ['ensureTemperatureOff'] },
  safeState: { verbs: ['ensureStopped', 'ensureTemperatureOff'], stopMs: 60_000 },
  pollMs: { active: 10_000, idle: 30_000 },
  settingsSchema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      serialNumber: { type: 'string', minLength: 1, maxLength: 16, description: 'Serial number that has to answer' },
      focalHeight: {
        type: 'number',
        minimum: FOCAL_HEIGHT.min,
        maximum: FOCAL_HEIGHT.max,
        default: 7.5,
        description: 'Focal height of fluorescence and luminescence, mm above the carrier',
      },
    },
  },
};
