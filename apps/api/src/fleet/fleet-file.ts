import type { FleetEntry, FleetFault } from '@labwright/execution';
import type { InstrumentViewRow } from '@labwright/persistence';
import { parseProtocol, type SourcePosition, type SourcePositions } from '@labwright/protocol';
import type { z } from 'zod';
import { issueWords } from '../http/issue-words';
import { RegistrationSchema } from '../instruments/instrument.schema';
import { ProblemRaised, problemOf } from '../problem/problem';
import { FLEET_SCHEMA, FleetFileSchema } from './fleet.schema';

/** A fleet file as far as it can be read. */
export interface FleetFile {
  readonly entries: readonly FleetEntry[];
  readonly prune: boolean;
  readonly faults: readonly FleetFault[];
  readonly positions: SourcePositions | undefined;
}

/** Faults in a text at most; the first ones are enough to begin with. */
const MAX_FAULTS = 200;

/**
 * Reads the text of a fleet file, YAML or JSON, and takes it apart: every fault in it, and every instrument that is sound by itself.
 * @throws ProblemRaised 422 when it is no document at all
 */
export function readFleetFile(text: string): FleetFile {
  const { document, positions, diagnostics } = parseProtocol(text);
  if (document === null) {
    const faults = diagnostics.map(({ path, message, position }) => ({ pointer: path, message, position }));
    const [only] = faults;
    // Sound text that is something else than an object.
    if (positions && only && faults.length === 1 && only.pointer === '')
      throw refused([{ ...only, message: 'a fleet file is an object with the fields schema, prune and instruments' }]);
    throw refused(faults);
  }
  const file = FleetFileSchema.safeParse(document, { error: issueWords });
  const given: unknown = document['instruments'];
  const items: readonly unknown[] = Array.isArray(given) ? given : [];
  const read = items.slice(0, 1_000).map((item) => RegistrationSchema.safeParse(item, { error: issueWords }));
  const faults = [
    ...(file.success ? [] : faultsOf(file.error, [])),
    ...read.flatMap((result, index) => (result.success ? [] : faultsOf(result.error, ['instruments', index]))),
  ];
  const entries = read.flatMap((result, index) => (result.success ? [{ index, registration: result.data }] : []));
  return { entries, prune: file.success && file.data.prune, faults, positions };
}

function faultsOf(error: z.ZodError, base: readonly (string | number)[]): readonly FleetFault[] {
  return error.issues.flatMap((issue) => {
    const path = [...base, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
    const places = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
    return places.map((place): FleetFault => ({ path: place, message: issue.message, kind: 'input' }));
  });
}

/** Everything that stands against a fleet file, in the order of its text: 422 when the file is wrong, 409 when only the lab does not allow it now. */
export function mustStand(faults: readonly FleetFault[], positions: SourcePositions | undefined): void {
  if (faults.length === 0) return;
  const placed = faults.map(({ path, message }) => ({ pointer: pointerOf(path), message, position: positions?.at(path) }));
  throw refused(
    placed.toSorted((a, b) => (a.position?.line ?? 0) - (b.position?.line ?? 0)),
    faults.every(({ kind }) => kind === 'conflict') ? 409 : 422,
  );
}

interface PlacedFault {
  readonly pointer: string;
  readonly message: string;
  readonly position?: SourcePosition | undefined;
}

function refused(faults: readonly PlacedFault[], status: 409 | 422 = 422): ProblemRaised {
  const shown = faults.slice(0, MAX_FAULTS);
  const errors = shown.map(({ pointer, message, position }) => ({ in: 'body', pointer, message, ...position }));
  const words = shown.map(({ pointer, message, position }) =>
    [position ? `line ${position.line}, column ${position.column}:` : '', pointer, message].filter(Boolean).join(' '),
  );
  const [code, title] =
    status === 422
      ? (['INPUT_INVALID', 'The fleet file is not valid'] as const)
      : (['CONFLICT', 'The state of the lab does not allow this fleet'] as const);
  return new ProblemRaised(problemOf(status, code, title, `nothing was changed; ${words.join('; ')}`.slice(0, 4_000), { errors }));
}

function pointerOf(path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The fleet as a file that, applied, changes nothing. */
export function fleetFile(instruments: readonly InstrumentViewRow[]) {
  return {
    schema: FLEET_SCHEMA,
    instruments: instruments
      .filter(({ service }) => service !== 'retired')
      .map(({ id, driver, url, agent, simulated, location, onRestart, settings, limits }) => ({
        id,
        driver,
        url,
        agent,
        simulated,
        location,
        onRestart,
        settings,
        limits,
      })),
  };
}
