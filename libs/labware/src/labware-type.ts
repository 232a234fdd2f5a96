/** Outer shapes that a nest can take. A nest's manifest lists the formats that fit it. */
export const LabwareFormat = {
  'plate-96': 'plate-96',
  'plate-384': 'plate-384',
  'deep-well-96': 'deep-well-96',
  'tube-rack': 'tube-rack',
  'flask-125': 'flask-125',
  'flask-250': 'flask-250',
  'flask-500': 'flask-500',
  'agar-plate': 'agar-plate',
  reservoir: 'reservoir',
  'vial-20ml': 'vial-20ml',
} as const;
export type LabwareFormat = (typeof LabwareFormat)[keyof typeof LabwareFormat];

/** Volumes of one well or tube, microlitres: `dead` cannot be drawn off, `working` is what shakes without splashing, `max` is the brim. */
export interface WellVolume {
  readonly dead: number;
  readonly working: number;
  readonly max: number;
}

/** What may lie on top; `addsMm` is the height that it adds, millimetres. `clear`: a reader can look through it. */
export interface LabwareCover {
  readonly id: string;
  readonly addsMm: number;
  readonly clear: boolean;
}

/**
 * Inside of one flat-bottomed well, millimetres: a cone or pyramid that widens to the top. `bottomMm` and `topMm` are diameters of a round
 * well and sides of a square one. It turns a volume into the path length of light.
 */
export interface WellShape {
  readonly section: 'round' | 'square';
  readonly bottomMm: number;
  readonly topMm: number;
  readonly depthMm: number;
}

/** One type of the catalogue; data only. */
export interface LabwareType {
  readonly id: string;
  readonly title: string;
  readonly format: LabwareFormat;
  /** Rows are lettered from A, columns numbered from 1. */
  readonly rows: number;
  readonly columns: number;
  readonly wellVolume: WellVolume;
  /** Null where no path length can be worked out. */
  readonly wellShape: WellShape | null;
  /** Height without a cover, millimetres. */
  readonly heightMm: number;
  /** True when a reader can look through the bottom. */
  readonly opticalBottom: boolean;
  readonly covers: readonly LabwareCover[];
  /** Highest temperature that the material bears, Cel. */
  readonly maxTemperature: number;
  /** Highest orbital speed at which the working volume stays in, {rpm}. */
  readonly maxSpeed: number;
  /** Where the dimensions come from. */
  readonly source: string;
}
