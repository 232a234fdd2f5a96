import { isLabError, LabError, type DriverReading } from '@labwright/domain';
import type { DriverContext, PerformOptions } from '@drivers/kit';
import type { ReceivedBody } from './body-wait.driver';
import { set, startDefined, type Say } from './commands.driver';
import type { SynergyH1Connection } from './connection.driver';
import { encodeWell, type BodyWell, type ValueFormat } from './data-body.protocol';
import type { WellRead } from './read-definition.protocol';
import type { ReadPlan } from './read-plan';
import { foundError, type Place } from './synergy-h1.errors';
import { wellName } from './well-rectangles';

/** Longest that a plate takes without the light that luminescence gathers, lab milliseconds. Source: instruments.md, section 12. */
const READ_MS = 180_000;
/** Focal height where the settings name none, mm. Source: the published fluorescence read. */
const FOCAL_HEIGHT = 7.5;

/** One well as it came, with the command that asked for it. */
interface Measured {
  readonly well: BodyWell;
  readonly format: ValueFormat;
  readonly commandId: string;
}

/**
 * Reads the rectangles of a plan one after the other: geometry, focal height, definition, `O`, data. `O` is light and time that are
 * spent, so it is sent once a rectangle and never again; from its first byte on the outcome is unknown until the data are complete.
 */
export class PlateRead {
  private readonly bodies: Uint8Array[] = [];
  /** The last `O`. */
  private lastCommand = '';

  constructor(
    private readonly context: DriverContext,
    private readonly line: SynergyH1Connection,
    private readonly place: Place,
    private readonly plan: ReadPlan,
  ) {}

  async run(options: PerformOptions): Promise<readonly DriverReading[]> {
    try {
      return await this.line.alone((say) => this.readAll(say, options));
    } catch (error) {
      throw this.withEarlierData(error);
    }
  }

  private async readAll(say: Say, options: PerformOptions): Promise<readonly DriverReading[]> {
    const lastRead: NonNullable<SynergyH1Connection['lastRead']> = { asked: this.plan.asked, state: 'not_begun' };
    this.line.lastRead = lastRead;
    // Nothing says what the device would do with a read while it shakes.
    await this.line.shake.rest(say, options);
    await say(set({ to: 'y', geometry: this.plan.geometry }), options);
    const { light } = this.plan;
    if (light) await say(set({ to: 't', light, focalHeight: this.focalHeight }), options);
    const measured = new Map<string, Measured>();
    for (const read of this.plan.reads) {
      await say(set({ to: 'D', definition: read }), options);
      const { received, commandId } = await this.readOne(read, say, options);
      for (const well of received.body.wells) {
        const { format } = received.body;
        measured.set(wellName(well.row, well.column), { well, format, commandId });
      }
    }
    lastRead.state = 'complete';
    return this.plan.wells.map(({ name }) => this.reading(name, measured.get(name)));
  }

  private async readOne(read: WellRead, say: Say, options: PerformOptions): Promise<{ received: ReceivedBody; commandId: string }> {
    const wait = this.line.expectBody(this.place.command);
    const { signal } = options;
    const cancel = async (): Promise<void> => {
      const partial = this.line.partialBody;
      const sent = await this.line.abort(options);
      const what = sent ? 'cancelled; the read was aborted' : 'cancelled, but the abort could not be sent';
      wait.fail(foundError('DRIVER_CANCELLED', this.place, what, sent ? 'failed' : 'unknown', { phase: 'complete', partial }));
    };
    const onAbort = (): void => void cancel();
    try {
      const commandId = await this.begin(say, options);
      wait.startTimer(timeAllowed(read));
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
      const received = await wait.received;
      this.refuseStrangers(read, received);
      await this.line.record.conclude(received.bytes);
      this.lastCommand = commandId;
      this.bodies.push(received.bytes);
      return { received, commandId };
    } catch (error) {
      await this.line.record.conclude(partialOf(error), error);
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.line.forgetBody();
    }
  }

  /** From here on the read may have begun, unless `O` certainly did not arrive. */
  private async begin(say: Say, options: PerformOptions): Promise<string> {
    const { lastRead } = this.line;
    const before = lastRead?.state ?? 'not_begun';
    if (lastRead) lastRead.state = 'begun';
    try {
      return (await say(startDefined, options)).commandId;
    } catch (error) {
      if (lastRead && isLabError(error) && 'outcome' in error.context && error.context.outcome === 'failed') lastRead.state = before;
      throw error;
    }
  }

  /** Data of other wells than were asked for belong to another read. */
  private refuseStrangers(read: WellRead, { body, bytes }: ReceivedBody): void {
    const { firstRow, firstColumn, lastRow, lastColumn } = read.wells;
    const stranger = body.wells.find(({ row, column }) => row < firstRow || row > lastRow || column < firstColumn || column > lastColumn);
    if (!stranger) return;
    const what = `the data are of well ${wellName(stranger.row, stranger.column)}, which was not asked for; read again if the plate bears it`;
    throw foundError('DRIVER_FRAME_INVALID', this.place, what, 'unknown', { phase: 'complete', partial: bytes });
  }

  /** Data that came before it failed are kept in the error; with them the whole is neither done nor not done. */
  private withEarlierData(error: unknown): unknown {
    if (this.bodies.length === 0 || !isLabError(error) || !('outcome' in error.context)) return error;
    const partialHex = Buffer.concat(this.bodies).toString('hex') + (error.context.partialHex ?? '');
    const { code, message, context } = error;
    const whole = { ...context, outcome: 'unknown', partialHex } as LabError['context'];
    return new LabError(code, message, whole, 'after_reconcile', { cause: error });
  }

  /**
   * `*******` stands for over range as well as for not measured. A well inside the rectangle was measured, so there it means over range;
   * a well that does not come at all was not measured.
   */
  private reading(name: string, measured: Measured | undefined): DriverReading {
    const { gives, reads } = this.plan;
    const first = reads[0];
    const base = {
      name: gives.name,
      unit: gives.unit,
      well: name,
      ...(first?.mode === 'absorbance' ? { wavelength: first.wavelength } : {}),
    };
    if (!measured) return { ...base, value: null, quality: 'missing', raw: new Uint8Array(), commandId: this.lastCommand };
    const { well, format, commandId } = measured;
    const quality = well.value !== null ? 'ok' : well.text === undefined ? 'overflow' : 'suspect';
    return { ...base, value: well.value, quality, raw: encodeWell(well, format), commandId };
  }

  private get focalHeight(): number {
    const height = this.context.settings['focalHeight'];
    return typeof height === 'number' ? height : FOCAL_HEIGHT;
  }
}

/** What came of the data, as the error tells. */
function partialOf(error: unknown): Uint8Array {
  const hex = isLabError(error) && 'partialHex' in error.context ? error.context.partialHex : undefined;
  return Uint8Array.from(Buffer.from(hex ?? '', 'hex'));
}

function timeAllowed(read: WellRead): number {
  if (read.mode !== 'luminescence') return READ_MS;
  const { firstRow, firstColumn, lastRow, lastColumn } = read.wells;
  return READ_MS + (lastRow - firstRow + 1) * (lastColumn - firstColumn + 1) * read.integration * 1000;
}
