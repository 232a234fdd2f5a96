interface Spec {
  /** Path from the root of the checkout. */
  readonly file: string;
  readonly project: string;
}
/** The specs in the order of their start, by the seconds of a table from paths to them. */
export declare function mixed<T extends Spec>(specs: readonly T[], table?: Readonly<Record<string, number>>): T[];
/** Seconds of long specs on a quiet machine, by path. */
export declare const SECONDS: Readonly<Record<string, number>>;
