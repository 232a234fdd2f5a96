import type { WellTruth } from './well';

/** What an instrument looked at. */
export type MeasuredKind = 'absorbance' | 'fluorescence' | 'luminescence' | 'optical_density';

/** What was true of one piece of labware when an instrument read it; what the instrument made of it is in the lab's own record. */
export interface Measurement {
  /** Counts up from 1; numbers are not used twice. */
  readonly n: number;
  /** Lab time, ISO 8601. */
  readonly atLab: string;
  /** Id of the labware. */
  readonly labware: string;
  readonly run: string | null;
  /** Its name in the run. */
  readonly name: string | null;
  readonly kind: MeasuredKind;
  readonly wells: Readonly<Record<string, WellTruth>>;
}

/** Records kept, and wells in all of them: 5,000 whole plates would be too much. */
const [MOST_RECORDS, MOST_WELLS] = [5_000, 100_000];

/** The last measurements, oldest first; older ones are gone. */
export class MeasurementLog {
  readonly #records: Measurement[] = [];
  #wells = 0;
  #last = 0;

  add(measurement: Omit<Measurement, 'n'>): void {
    this.#last += 1;
    this.#records.push({ n: this.#last, ...measurement });
    this.#wells += wellsIn(measurement);
    let dropped = 0;
    while (this.#records.length - dropped > MOST_RECORDS || this.#wells > MOST_WELLS) {
      const oldest = this.#records[dropped];
      if (!oldest) break;
      this.#wells -= wellsIn(oldest);
      dropped += 1;
    }
    if (dropped > 0) this.#records.splice(0, dropped);
  }

  /** Those with a higher number, in their order. */
  after(n: number): readonly Measurement[] {
    return this.#records.filter((it) => it.n > n);
  }
}

function wellsIn({ wells }: Pick<Measurement, 'wells'>): number {
  return Object.keys(wells).length;
}
