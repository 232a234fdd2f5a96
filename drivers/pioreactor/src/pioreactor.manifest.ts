import type { DriverManifest, Nearing, ParameterRange } from '@labwright/domain';

/** The unit heats and does not cool, so the least is near the room; the vendor's software clamps above 63 Cel (model 20 ml). */
const TEMPERATURE: ParameterRange = { min: 25, max: 63, step: 0.1, tolerance: 0.5 };
/** Below 100 rpm the motor stalls, above 1500 the bar is thrown; the vendor's software takes any number. */
const SPEED: ParameterRange = { min: 100, max: 1500, step: 1, tolerance: 20 };
/** Half a second of pumping is 50 uL at the usual rate; the vial takes 18 ml. */
const VOLUME: ParameterRange = { min: 50, max: 10_000, step: 1, tolerance: 1 };

const text = (description: string, pattern: string): Record<string, unknown> => ({
  type: 'string',
  minLength: 1,
  maxLength: 100,
  pattern,
  description,
});
/** One topic level. */
const LEVEL = '^[^/+#\\s]+$';
const VARIABLE = '^[A-Za-z_][A-Za-z0-9_]*$';

/** Of the virtual device, whose README says what it rests on; replace it by what the instrument at hand does. */
const NEARS: Nearing = { parameter: 'target', up: { timeConstantMs: 600_000, rise: 40 }, down: { timeConstantMs: 600_000, to: 'room' } };

/** What a Pioreactor can do. Sources of ranges and times: README. */
export const pioreactorManifest: DriverManifest = {
  driver: 'pioreactor',
  version: '0.1.0',
  vendor: 'Pioreactor',
  model: 'Pioreactor 20 ml',
  verifiedOnHardware: false,
  transports: ['mqtt'],
  capabilities: [
    {
      capability: 'stirring',
      ranges: { speed: SPEED },
      establish: [{ verb: 'ensureStirring', from: { speed: 'speed' } }],
      end: ['ensureStirringOff'],
    },
    {
      capability: 'temperature_control',
      ranges: { temperature: TEMPERATURE },
      establish: [{ verb: 'ensureTemperature', from: { target: 'temperature' } }],
      end: ['ensureTemperatureOff'],
    },
    {
      capability: 'optical_density_monitoring',
      ranges: {},
      establish: [{ verb: 'ensureMonitoring', from: {} }],
      end: ['ensureMonitoringOff'],
    },
    {
      capability: 'dosing',
      ranges: { volume: VOLUME },
      establish: [{ verb: 'dispense', from: { volume: 'volume' } }],
      end: [],
      options: { pump: ['media', 'alt_media', 'waste'] },
    },
  ],
  verbs: [
    { verb: 'ensureStirring', repeat: 'state', expectedMs: 12_000, timeoutMs: 120_000 },
    { verb: 'ensureStirringOff', repeat: 'state', expectedMs: 2_000, timeoutMs: 60_000 },
    { verb: 'ensureTemperature', repeat: 'state', expectedMs: 300_000, timeoutMs: 3_600_000, nears: NEARS },
    { verb: 'ensureTemperatureOff', repeat: 'state', expectedMs: 2_000, timeoutMs: 60_000 },
    { verb: 'ensureMonitoring', repeat: 'state', expectedMs: 8_000, timeoutMs: 120_000 },
    { verb: 'ensureMonitoringOff', repeat: 'state', expectedMs: 2_000, timeoutMs: 60_000 },
    { verb: 'ensureDosingOff', repeat: 'state', expectedMs: 2_000, timeoutMs: 60_000 },
    { verb: 'dispense', repeat: 'action', expectedMs: 15_000, timeoutMs: 300_000 },
  ],
  nests: [{ name: 'vial', formats: ['vial-20ml'], maxHeightMm: 85 }],
  access: { before: ['ensureMonitoringOff', 'ensureStirringOff'], after: [], afterRemoval: ['ensureTemperatureOff'] },
  safeState: { verbs: ['ensureDosingOff', 'ensureStirringOff', 'ensureTemperatureOff'], stopMs: 60_000 },
  pollMs: { active: 2_000, idle: 15_000 },
  settingsSchema: {
    type: 'object',
    additionalProperties: false,
    required: ['unit', 'experiment', 'apiUrl'],
    properties: {
      unit: text('Name of the unit on the broker', LEVEL),
      experiment: text('Experiment that the unit is assigned to', LEVEL),
      apiUrl: text("Base of the leader's web interface, such as http://leader.local/api", '^https?://[^\\s@]+$'),
      userVariable: text("Environment variable that holds the broker's user", VARIABLE),
      passwordVariable: text("Environment variable that holds the broker's password", VARIABLE),
    },
  },
};
