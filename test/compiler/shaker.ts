import type { Fleet } from '@labwright/protocol';

const state = { repeat: 'state' } as const;

/** One shaker that heats, with the times that the search for schedules knows too: 3 s to stop, 1.5 s to latch, 4 min to be warm. */
export const shakerFleet: Fleet = {
  instruments: [
    {
      id: 'shaker-1',
      service: 'available',
      simulated: true,
      manifest: {
        driver: 'timed-shaker',
        version: '1.0.0',
        vendor: 'Spec',
        model: 'Timed Shaker',
        verifiedOnHardware: false,
        transports: ['serial'],
        capabilities: [
          {
            capability: 'shaking_incubation',
            ranges: { temperature: { min: 37, max: 95, step: 0.1, tolerance: 1 }, speed: { min: 200, max: 3_000, step: 1, tolerance: 50 } },
            establish: [
              { verb: 'ensureLatched', from: {} },
              { verb: 'ensureTemperature', from: { target: 'temperature' } },
              { verb: 'ensureShaking', from: { speed: 'speed' } },
            ],
            end: ['ensureStopped', 'ensureTemperatureOff'],
          },
        ],
        verbs: [
          { ...state, verb: 'ensureTemperature', expectedMs: 240_000, timeoutMs: 900_000 },
          { ...state, verb: 'ensureTemperatureOff', expectedMs: 200, timeoutMs: 5_000 },
          { ...state, verb: 'ensureShaking', expectedMs: 4_000, timeoutMs: 30_000 },
          { ...state, verb: 'ensureStopped', expectedMs: 3_000, timeoutMs: 20_000 },
          { ...state, verb: 'ensureLatched', expectedMs: 1_500, timeoutMs: 10_000 },
          { ...state, verb: 'ensureUnlatched', expectedMs: 1_500, timeoutMs: 10_000 },
        ],
        nests: [{ name: 'plate', formats: ['plate-96'], maxHeightMm: 45 }],
        access: { before: ['ensureStopped', 'ensureUnlatched'], after: ['ensureLatched'], afterRemoval: ['ensureTemperatureOff'] },
        safeState: { verbs: ['ensureStopped', 'ensureTemperatureOff'], stopMs: 5_000 },
        pollMs: { active: 1_000, idle: 5_000 },
        settingsSchema: { type: 'object' },
      },
    },
  ],
};
