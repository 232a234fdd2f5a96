/** What can be made wrong with a simulated model: switch -> what it does. */
export const ModelFaults = {
  refuse: 'refuses to answer',
  stopShort: 'stops in the middle, as if at max_output_tokens',
  filterContent: 'stops in the middle, as if at a content filter',
  breakJson: 'answers JSON that ends in the middle, as if it were whole',
  answerUnsound: 'answers JSON that fits the schema and means nothing',
  limitRate: 'answers 429 with retry-after: 1',
  failServer: 'answers 500',
  stall: 'takes the request and answers nothing',
  dropStream: 'drops the connection in the middle of the answer',
  blockBiology: 'fails with the error bio_policy',
  stopRun: 'answers a consult with stop',
} as const;
export type ModelFault = keyof typeof ModelFaults;

export function isModelFault(name: string): name is ModelFault {
  return Object.hasOwn(ModelFaults, name);
}

/**
 * Fault switches of the simulated model. Each is off, on for the next so many calls, or on until it is cleared. A call takes the first that is
 * on, in the order of the table; `stopRun` is taken by consults only.
 */
export class ModelSwitches {
  readonly #left = new Map<ModelFault, number>();

  /** @param times 1 or more; Infinity is until it is cleared */
  set(fault: ModelFault, times: number): void {
    this.#left.set(fault, times);
  }

  clear(fault?: ModelFault): void {
    if (fault === undefined) this.#left.clear();
    else this.#left.delete(fault);
  }

  /** Which are on, and for how many calls more; null is until cleared. */
  on(): Readonly<Record<string, number | null>> {
    return Object.fromEntries([...this.#left].map(([fault, left]) => [fault, Number.isFinite(left) ? left : null]));
  }

  /** The fault of the next call, which is then counted; null where none is on. */
  take(isConsult: boolean): ModelFault | null {
    for (const fault of Object.keys(ModelFaults) as ModelFault[]) {
      const left = this.#left.get(fault);
      if (left === undefined || (fault === 'stopRun' && !isConsult)) continue;
      if (left > 1) this.#left.set(fault, left - 1);
      else this.#left.delete(fault);
      return fault;
    }
    return null;
  }
}
