interface Spec {
  /** Path from the root of the checkout. */
  readonly file: string;
  readonly project: string;
  /** Undefined where it has never been measured. */
  readonly seconds: number | undefined;
}
/** The specs in the order of their start. */
export declare function mixed<T extends Spec>(specs: readonly T[]): T[];
/** Seconds of long specs on a quiet machine, by path. */
export declare const SECONDS: Readonly<Record<string, number>>;
