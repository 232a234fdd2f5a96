import { LabError, type DriverManifest, type ParameterRange } from '@labwright/domain';
import type { InstrumentLimits } from '@labwright/persistence';
import { z } from 'zod';

/** One thing that is wrong with what was said of an instrument. */
export interface InstrumentFault {
  /** Fields from the instrument on, such as `limits`, `shaking.speed`. */
  readonly path: readonly string[];
  readonly message: string;
  readonly allowed?: readonly string[];
}

/** What is said of an instrument that its driver has a say in. */
export interface DriverUse {
  readonly driver: string;
  readonly url: string;
  readonly limits: InstrumentLimits;
}

interface KnownDriver {
  readonly id: string;
  readonly manifest: DriverManifest;
}

/** What does not fit the driver: an unknown one, a transport that it does not speak, a limit outside of its ranges. */
export function driverFaults({ driver: id, url, limits }: DriverUse, drivers: readonly KnownDriver[]): readonly InstrumentFault[] {
  const driver = drivers.find((each) => each.id === id);
  if (!driver) {
    const known = drivers.map((each) => each.id);
    const list = known.join(', ') || 'none yet; start a dispatcher first';
    return [{ path: ['driver'], message: `there is no driver "${id}"; known: ${list}`, allowed: known }];
  }
  const scheme = url.split(':', 1)[0] ?? '';
  const speaks = (driver.manifest.transports as readonly string[]).includes(scheme);
  const allowed = driver.manifest.transports.map((transport) => `${transport}://`);
  const message = `${id} does not speak "${scheme}:"; write a URL with ${allowed.join(' or ')}`;
  return [...(speaks ? [] : [{ path: ['url'], message, allowed }]), ...limitFaults(limits, driver.manifest)];
}

/** Ranges of a driver by `<capability>.<parameter>`, in canonical units. */
export function rangesOf(manifest: DriverManifest): ReadonlyMap<string, ParameterRange> {
  return new Map(
    manifest.capabilities.flatMap((c) => Object.entries(c.ranges).map(([name, range]) => [`${c.capability}.${name}`, range] as const)),
  );
}

/** A limit narrows a range of the manifest; it never widens one. */
function limitFaults(limits: InstrumentLimits, manifest: DriverManifest): readonly InstrumentFault[] {
  const ranges = rangesOf(manifest);
  return Object.entries(limits).flatMap(([key, { min, max }]): InstrumentFault[] => {
    const range = ranges.get(key);
    const path = ['limits', key];
    if (!range) {
      const known = [...ranges.keys()];
      return [{ path, message: `"${key}" is not a range of ${manifest.driver}; known: ${known.join(', ')}`, allowed: known }];
    }
    if (min <= max && min >= range.min && max <= range.max) return [];
    const message = `${key} from ${min} to ${max} is not inside what ${manifest.driver} can do: ${range.min} to ${range.max}`;
    return [{ path, message }];
  });
}

/** What of an instrument's settings the JSON Schema of its driver does not take. `words` puts findings into words for people. */
export function settingFaults(
  driver: { readonly id: string; readonly settingsSchema: Record<string, unknown> },
  settings: Readonly<Record<string, unknown>>,
  words: z.core.$ZodErrorMap,
): readonly InstrumentFault[] {
  const result = z.fromJSONSchema(driver.settingsSchema).safeParse(settings, { error: words });
  if (result.success) return [];
  const { properties = {} } = driver.settingsSchema as { properties?: Record<string, unknown> };
  const allowed = Object.keys(properties).join(', ') || 'none';
  return result.error.issues.map((issue) => ({
    path: ['settings', ...issue.path.map(String)],
    message:
      issue.code === 'unrecognized_keys' ? `unknown setting ${issue.keys.join(', ')} of ${driver.id}; allowed: ${allowed}` : issue.message,
  }));
}

/** A path as a JSON pointer (RFC 6901). */
export function faultPointer(path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** @throws LabError INPUT_INVALID with all of the faults, when there are any */
export function mustBeFaultless(faults: readonly InstrumentFault[]): void {
  const [first] = faults;
  if (!first) return;
  const issues = faults.map(({ path, message }) => ({ path: faultPointer(path), message }));
  throw new LabError('INPUT_INVALID', faults.map(({ message }) => message).join('; '), {
    path: faultPointer(first.path),
    ...(first.allowed ? { allowed: first.allowed } : {}),
    issues,
  });
}
