/** What the demo reads of a protocol's document. */
export interface ProtocolDocument {
  readonly name: string;
  readonly labware?: readonly DocumentLabware[];
  readonly steps: readonly DocumentStep[];
  readonly analyses?: readonly DocumentAnalysis[];
}

export interface Amount {
  readonly value: number;
  readonly unit: string;
}

interface DocumentLabware {
  readonly id: string;
  readonly layout?: Readonly<Record<string, DocumentWell>>;
}

export interface DocumentWell {
  readonly role: string;
  readonly sample?: string;
  readonly nominal?: Amount;
  readonly dilution?: number;
}

interface DocumentTransfer {
  readonly from?: { readonly labware: string; readonly well?: string };
  readonly to: string;
  readonly wells: readonly string[];
}

interface DocumentStep {
  readonly id: string;
  readonly labware?: string;
  readonly saves?: Readonly<Record<string, unknown>>;
  readonly transfers?: readonly DocumentTransfer[];
  readonly evidence?: readonly { readonly kind: string; readonly id?: string; readonly of?: string }[];
  readonly body?: readonly DocumentStep[];
  readonly cases?: readonly { readonly steps: readonly DocumentStep[] }[];
  readonly else?: { readonly steps: readonly DocumentStep[] };
}

type Selection = readonly string[] | { readonly role: string };

export interface DocumentAnalysis {
  readonly id: string;
  readonly kind: string;
  readonly reading?: string;
  readonly wells?: Selection;
  readonly reference?: Selection;
  readonly plates?: readonly { readonly evidence: string; readonly plated: Amount; readonly dilution?: number }[];
  readonly dna?: Amount;
  readonly suspension?: Amount;
}

/** A well of labware, by the names of the protocol. */
export interface Place {
  readonly labware: string;
  readonly well: string;
}

/** All steps, those in repeats and cases among them, in the order of the document. */
export function stepsOf(steps: readonly DocumentStep[]): readonly DocumentStep[] {
  return steps.flatMap((step) => [
    step,
    ...stepsOf([...(step.body ?? []), ...(step.cases ?? []).flatMap((each) => each.steps), ...(step.else?.steps ?? [])]),
  ]);
}

/** The labware that a reading is of; null where no step saves it of any. */
export function labwareOfReading({ steps }: ProtocolDocument, reading: string): string | null {
  return stepsOf(steps).find(({ saves }) => saves !== undefined && Object.hasOwn(saves, reading))?.labware ?? null;
}

/** Wells of a selection in some labware; null for all. */
export function wellsOfSelection(
  { labware }: ProtocolDocument,
  name: string,
  selection: Selection | undefined,
): ReadonlySet<string> | null {
  if (selection === undefined) return null;
  if (!('role' in selection)) return new Set(selection);
  const layout = labware?.find(({ id }) => id === name)?.layout ?? {};
  return new Set(Object.keys(layout).filter((well) => layout[well]?.role === selection.role));
}

/** The labware that a number is of which a person brings, such as `count.tenfold`; null where the protocol does not say. */
export function labwareOfNumber({ steps }: ProtocolDocument, name: string): string | null {
  const [step, id] = name.split('.');
  const asked = stepsOf(steps).find((each) => each.id === step)?.evidence ?? [];
  return asked.find((item) => item.kind === 'number' && (item.id ?? 'number') === id)?.of ?? null;
}

/** Where a sample is kept that was diluted least before, in labware other than `besides`; null where the layout names none. */
export function stockOf(
  { labware = [] }: ProtocolDocument,
  sample: string,
  besides: string,
): (Place & { readonly dilution: number }) | null {
  const places = labware.flatMap(({ id, layout = {} }) =>
    Object.entries(layout).flatMap(([well, it]) =>
      id !== besides && it.sample === sample ? [{ labware: id, well, dilution: it.dilution ?? 1 }] : [],
    ),
  );
  return places.toSorted((a, b) => a.dilution - b.dilution)[0] ?? null;
}
