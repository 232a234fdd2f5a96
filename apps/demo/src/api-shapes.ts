/** What the demo reads of the API's answers. */
export interface Step {
  readonly id: string;
  readonly step: string;
  readonly iterationPath: string;
  readonly authored: string;
  readonly kind: string;
  readonly title: string;
  readonly inserted: boolean;
  readonly status: string;
  readonly attempt: number;
  readonly waitingFor: string | null;
  readonly error: { readonly code?: string; readonly message?: string } | null;
  readonly startedLab: string | null;
  readonly endedLab: string | null;
  readonly hold: { readonly durationMs: number; readonly startedLab: string | null } | null;
}

export interface Labware {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly barcode: string | null;
  readonly place: string;
  readonly layout: Readonly<Record<string, { readonly role: string; readonly sample?: string }>>;
}

export interface Run {
  readonly id: string;
  readonly status: string;
  readonly holdReasons: readonly string[];
  readonly deviations: number;
  readonly simulated: boolean;
  readonly startedLab: string | null;
  readonly endedLab: string | null;
  readonly protocol: { readonly name: string; readonly version: string; readonly title: string; readonly hash: string };
  readonly approval: { readonly reviewer: string; readonly meaning: string; readonly signedHash: string };
  readonly steps: readonly Step[];
  readonly labware: readonly Labware[];
}

export interface SavedReading {
  readonly name: string;
  readonly kind: string;
  readonly labware: string | null;
  readonly well: string;
  readonly sample: string | null;
  readonly value: number | null;
  readonly unit: string;
  readonly quality: string;
  readonly step: string;
  readonly stepInstance: string;
  readonly atLab: string;
}

export interface Reading {
  readonly name: string;
  readonly value: number | null;
  readonly unit: string;
  readonly target: number | null;
  readonly instrument: string;
  readonly atLab: string;
}

export interface Command {
  readonly instrument: string;
  readonly label: string;
  readonly kind: string;
  readonly step: string | null;
  readonly intent: { readonly text: string };
  readonly reply: { readonly text: string } | null;
  readonly intentLab: string;
  readonly durationMs: number | null;
  readonly outcome: string | null;
}

export interface LabEvent {
  readonly type: string;
  readonly actor: string;
  readonly atLab: string;
  readonly data: Readonly<Record<string, unknown>>;
}
