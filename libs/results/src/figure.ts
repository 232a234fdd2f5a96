/** What is drawn of a result, as data: whoever draws it needs to know nothing of the analysis. */
export type Figure = XyFigure | PlateFigure;

export interface Axis {
  readonly label: string;
  /** UCUM; empty for a number without one. */
  readonly unit: string;
  readonly scale: 'linear' | 'log';
}

export interface XyPoint {
  readonly x: number;
  readonly y: number;
  /** Bounds of an interval around y; absent for none. */
  readonly low?: number;
  readonly high?: number;
  readonly well?: string;
  /** Left out of the fit, or doubtful. */
  readonly flagged?: true;
}

export interface XySeries {
  readonly name: string;
  /** `band`: the area between `low` and `high`. */
  readonly style: 'points' | 'line' | 'line_and_points' | 'band';
  /** Of one group the same colour: the points of a sample and its fit. */
  readonly group: string;
  readonly points: readonly XyPoint[];
}

/** A straight line across the whole figure, such as a threshold or an EC50. */
export interface XyMark {
  readonly axis: 'x' | 'y';
  readonly at: number;
  readonly label: string;
}

export interface XyFigure {
  readonly type: 'xy';
  readonly id: string;
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly XySeries[];
  readonly marks: readonly XyMark[];
}

export interface PlateWell {
  /** Null where nothing good was read. */
  readonly value: number | null;
  readonly role: string | null;
  readonly sample: string | null;
  readonly flagged?: true;
}

/** A plate as a map of heat. */
export interface PlateFigure {
  readonly type: 'plate';
  readonly id: string;
  readonly title: string;
  readonly rows: number;
  readonly columns: number;
  /** What the colour means. */
  readonly label: string;
  readonly unit: string;
  /** By name, such as `A1`; wells that are absent are not used. */
  readonly wells: Readonly<Record<string, PlateWell>>;
}
