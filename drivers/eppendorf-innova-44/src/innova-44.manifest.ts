import type { DriverManifest, Nearing, NestManifest, ParameterRange } from '@labwright/domain';

/**
 * From a room at 20 Cel and 5 more, the lowest that a unit without cooling reaches, to the product's upper limit. In a warmer room the
 * lower end is out of reach, and the step says so. Source and doubts: README.
 */
const TEMPERATURE: ParameterRange = { min: 25, max: 80, step: 0.1, tolerance: 0.5 };
const SPEED: ParameterRange = { min: 25, max: 400, step: 1, tolerance: 5 };

const heat = { verb: 'ensureTemperature', from: { target: 'temperature' } } as const;
const shake = { verb: 'ensureShaking', from: { speed: 'speed' } } as const;

/** One clamp of the platform. All clamps share the chamber and the drive, so one set point holds for all of them. */
const clamp = (number: number): NestManifest => ({
  name: `clamp-${number}`,
  formats: ['flask-125', 'flask-250', 'flask-500', 'plate-96', 'deep-well-96', 'agar-plate'],
  maxHeightMm: 250,
});

/** Of the virtual device, whose README says what it rests on; replace it by what the instrument at hand does. */
const NEARS: Nearing = { parameter: 'target', up: { timeConstantMs: 1_200_000 }, down: { timeConstantMs: 2_400_000, to: 'target' } };

/**
 * What the New Brunswick / Eppendorf Innova 44 can do. It has no command that switches the heating off, so there is no
 * `ensureTemperatureOff`: the set point stays until somebody changes it.
 */
export const innova44Manifest: DriverManifest = {
  driver: 'eppendorf-innova-44',
  version: '0.1.0',
  vendor: 'Eppendorf',
  model: 'Innova 44',
  verifiedOnHardware: false,
  transports: ['serial', 'tcp'],
  capabilities: [
    { capability: 'temperature_control', ranges: { temperature: TEMPERATURE }, establish: [heat], end: [] },
    { capability: 'shaking', ranges: { speed: SPEED }, establish: [shake], end: ['ensureStopped'] },
    {
      capability: 'shaking_incubation',
      ranges: { temperature: TEMPERATURE, speed: SPEED },
      establish: [heat, shake],
      end: ['ensureStopped'],
    },
  ],
  verbs: [
    { verb: 'ensureTemperature', repeat: 'state', expectedMs: 3_600_000, timeoutMs: 14_400_000, nears: NEARS },
    { verb: 'ensureShaking', repeat: 'state', expectedMs: 20_000, timeoutMs: 120_000 },
    { verb: 'ensureStopped', repeat: 'state', expectedMs: 20_000, timeoutMs: 120_000 },
  ],
  nests: [1, 2, 3, 4, 5, 6].map(clamp),
  // A person opens the lid; the drive has to rest first. The next step that shakes starts it again.
  access: { before: ['ensureStopped'], after: [], afterRemoval: [] },
  safeState: { verbs: ['ensureStopped'], stopMs: 120_000 },
  pollMs: { active: 5_000, idle: 30_000 },
  settingsSchema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      softwareVersions: {
        type: 'string',
        minLength: 1,
        maxLength: 80,
        description: 'Text that RI has to answer with, words separated by one space; the wire has no serial number',
      },
    },
  },
};
