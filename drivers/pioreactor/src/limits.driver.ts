import { LabError, type Verb } from '@labwright/domain';
import type { DriverContext } from '@drivers/kit';
import { pioreactorManifest } from './pioreactor.manifest';

/** Ranges by the parameter's name in the call. */
const RANGES = {
  speed: ['stirring', 'speed', 'rpm'],
  target: ['temperature_control', 'temperature', 'Cel'],
  volume: ['dosing', 'volume', 'uL'],
} as const;

/** The manifest's range of a parameter. */
export function rangeOf(name: string): { min: number; max: number; tolerance: number; unit: string } {
  const entry = RANGES[name as keyof typeof RANGES];
  const range = pioreactorManifest.capabilities.find((each) => each.capability === entry[0])?.ranges[entry[1]];
  return { min: range?.min ?? 0, max: range?.max ?? 0, tolerance: range?.tolerance ?? 0, unit: entry[2] };
}

/** @throws LabError DRIVER_LIMIT_EXCEEDED before anything is sent */
export function limit({ instrument, url }: DriverContext, verb: Verb, name: string, value: number): void {
  const { min, max, unit } = rangeOf(name);
  if (value >= min && value <= max) return;
  const message = `${instrument} (${url}): ${verb} ${name} ${value} ${unit} is outside ${min} to ${max} ${unit}; correct the protocol`;
  throw new LabError(
    'DRIVER_LIMIT_EXCEEDED',
    message,
    { instrument, url, command: verb, outcome: 'failed', value, min, max, unit },
    'never',
  );
}
