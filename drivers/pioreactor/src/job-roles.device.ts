import { pollIntervalMs } from '@labwright/domain';
import type { RunOptions } from './http.protocol';
import type { DeviceJob, JobRole } from './job.device';
import { plainNumber, type JobState, type Payload } from './pioreactor.protocol';
import type { VialPlace } from './vial.device';
import { wireFloat, wireInt, wireObject, wireString, type WireObject } from './wire-json.protocol';

/** Highest temperature set point; above it the vendor's software clamps. Source: `thermostat.py`, model 20 ml. */
export const MAX_TEMPERATURE = 63;
/** Between two measurements, lab milliseconds. OD as in section 19; the others are quicker than the vendor's 23 s and 90 s. */
const INTERVAL_MS = { od: 5_000, rpm: 5_000, temperature: 10_000 };
const DEFAULT_RPM = 500;
const PUMP_ML_PER_S = 0.1;
/** One dosing event per this much pumping, lab milliseconds; more where lab time is very fast. Source: `pump.py`, `sub_duration`. */
const DOSE_MS = 500;

/** What a job works on. */
export interface Workbench {
  readonly vial: VialPlace;
  readonly calibrated: () => boolean;
  readonly pumpBlocked: () => boolean;
  readonly stamp: () => string;
  readonly count: (name: string, detail?: number | string | null) => void;
  /** Lab milliseconds in one wall millisecond. */
  readonly rate: () => number;
  /** The job itself, once it has been made. */
  readonly job: () => DeviceJob;
}

/** At least so much lab time, and never less than what a broker bears in wall time. */
function atLeast(bench: Workbench, labMs: number): number {
  const rate = bench.rate();
  return pollIntervalMs({ rate }, labMs) * rate;
}

type Maker = (bench: Workbench, options: RunOptions) => JobRole;

/** Calls `measure` every `ms` of lab time while the job is ready; less often where lab time is very fast. */
function repeating(bench: Workbench, ms: number, measure: () => void): (ready: boolean) => void {
  let round = 0;
  const next = (mine: number): void => {
    bench.job().again(ms, () => {
      if (mine !== round) return;
      measure();
      next(mine);
    });
  };
  return (ready) => {
    round += 1;
    if (ready) next(round);
  };
}

const text = (value: string): Payload => ({ is: 'text', text: value });
const time = (bench: Workbench): { timestamp: WireObject['pairs'][number][1] } => ({ timestamp: wireString(bench.stamp()) });
const float = (value: number): string => wireFloat(value).raw;
const rounded = (value: number): number => Number(value.toFixed(4));

const stirring: Maker = (bench, options) => {
  let target = plainNumber(options['target_rpm'] ?? '') ?? DEFAULT_RPM;
  const measuring = repeating(bench, INTERVAL_MS.rpm, () =>
    bench.job().measure('measured_rpm', wireObject({ measured_rpm: wireFloat(rounded(bench.vial.sensedRpm())), ...time(bench) })),
  );
  const turn = (rpm: number): void => {
    if (bench.vial.setRpm(rpm)) bench.count(rpm === 0 ? 'actions.stirring_off' : 'actions.speed_set', rpm);
  };
  return {
    name: 'stirring',
    settings: { target_rpm: text(float(target)), duty_cycle: text('30.0') },
    set(setting, value) {
      if (setting === 'duty_cycle') return value;
      const rpm = plainNumber(value);
      if (setting !== 'target_rpm' || rpm === null || rpm < 0) return null;
      target = rpm;
      turn(bench.job().state === 'ready' ? target : 0);
      return float(target);
    },
    state(state) {
      turn(state === 'ready' ? target : 0);
      measuring(state === 'ready');
    },
  };
};

const temperature: Maker = (bench, options) => {
  const clamp = (value: number): number => Math.min(MAX_TEMPERATURE, Math.max(0, value));
  let target = clamp(plainNumber(options['target_temperature'] ?? '') ?? 0);
  const measuring = repeating(bench, INTERVAL_MS.temperature, () => {
    bench.vial.expose();
    bench.job().measure('temperature', wireObject({ ...time(bench), temperature: wireFloat(rounded(bench.vial.sensedTemperature())) }));
  });
  const heat = (to: number | null): void => {
    if (bench.vial.setTemperature(to)) bench.count(to === null ? 'actions.temperature_off' : 'actions.temperature_set', to);
  };
  return {
    name: 'temperature_automation',
    settings: { automation_name: text('thermostat'), target_temperature: text(float(target)) },
    set(setting, value) {
      const wanted = plainNumber(value);
      if (setting !== 'target_temperature' || wanted === null) return null;
      target = clamp(wanted);
      heat(bench.job().state === 'ready' ? target : null);
      return float(target);
    },
    state(state) {
      heat(state === 'ready' ? target : null);
      measuring(state === 'ready');
    },
  };
};

const odReading: Maker = (bench) => {
  const one = (): WireObject => {
    const calibrated = bench.calibrated();
    return wireObject({
      calibrated: wireInt(calibrated ? 1 : 0),
      ...time(bench),
      angle: wireString('90'),
      od: wireFloat(Number(bench.vial.sensedDensity(calibrated).toFixed(6))),
      channel: wireString('1'),
      ir_led_intensity: wireFloat(80),
      ...(calibrated ? { calibration_name: wireString('simulated-od600') } : {}),
    });
  };
  const measuring = repeating(bench, INTERVAL_MS.od, () => {
    const reading = one();
    bench.job().measure('od1', reading);
    bench.job().measure('ods', wireObject({ ...time(bench), ods: wireObject({ '1': reading }) }));
  });
  return {
    name: 'od_reading',
    settings: { interval: text(float(INTERVAL_MS.od / 1000)), ir_led_intensity: text('80.0') },
    set: (setting, value) => (setting === 'ir_led_intensity' ? value : null),
    state: (state) => {
      if (state === 'ready') bench.count('actions.monitoring_on');
      measuring(state === 'ready');
    },
  };
};

/** Pumps are jobs that end by themselves. Each half second of pumping is announced before it happens, as in `pump.py`. */
function pump(name: string, what: string, sign: 1 | -1): Maker {
  return (bench, options) => {
    const volume = plainNumber(options['ml'] ?? '') ?? 0;
    const event = (ml: number): WireObject =>
      wireObject({
        volume_change: wireFloat(rounded(sign * ml)),
        event: wireString(name),
        source_of_event: wireString(options['source_of_event'] ?? 'CLI'),
        ...time(bench),
      });
    let left = volume;
    const step = (): void => {
      const dose = rounded(Math.min(left, (PUMP_ML_PER_S * atLeast(bench, DOSE_MS)) / 1000));
      if (dose <= 0) return bench.job().stop();
      left = rounded(left - dose);
      bench.job().dosed(event(dose));
      bench.vial.add(what, sign * dose * 1000);
      bench.job().later((dose / PUMP_ML_PER_S) * 1000, step);
    };
    return {
      name,
      settings: {},
      set: () => null,
      state(state: JobState) {
        if (state !== 'ready') return;
        if (bench.pumpBlocked()) {
          bench.job().log('error', "Pump's GPIO pin is already in use by another task.");
          return bench.job().later(1, () => bench.job().stop());
        }
        bench.count('actions.dispense', options['source_of_event'] ?? null);
        step();
      },
    };
  };
}

/** Jobs that the web interface can start. */
export const JOB_ROLES: Readonly<Record<string, Maker>> = {
  stirring,
  temperature_automation: temperature,
  od_reading: odReading,
  add_media: pump('add_media', 'media', 1),
  add_alt_media: pump('add_alt_media', 'alt_media', 1),
  remove_waste: pump('remove_waste', 'waste', -1),
};

/** The job that always runs and says which unit this is. */
export function monitorRole(versions: WireObject): JobRole {
  return { name: 'monitor', settings: { versions: { is: 'json', json: versions } }, set: () => null, state: () => undefined };
}
