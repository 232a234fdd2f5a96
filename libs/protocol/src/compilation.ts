import type { Quantity } from '@labwright/domain';
import type { LabwareType } from '@labwright/labware';
import type { CompilePolicy } from './compile-policy';
import type { DiagnosticCode } from './diagnostic';
import type { FindingDetail } from './findings';
import type { FleetInstrument } from './fleet';
import type { DocumentPath } from './pointer';
import type { Protocol } from './protocol.schema';
import type { StepTree } from './step-tree';

/**
 * What the passes work on. All paths in it are paths of `protocol`; `report` knows where these are in the document.
 * A pass reads this, reports, and hands on what it worked out as its return value; none changes what it was given.
 */
export interface Compilation {
  readonly protocol: Protocol;
  /** All its steps, nested ones too. */
  readonly tree: StepTree;
  readonly report: (code: DiagnosticCode, path: DocumentPath, message: string, detail?: FindingDetail) => void;
  /** What the document has at this place, also where the schema refused it and the protocol has nothing. */
  readonly written: (path: DocumentPath) => unknown;
  /** True where the value is a stand-in for one that could not be read. */
  readonly standsIn: (path: DocumentPath) => boolean;
  /** By type id. */
  readonly types: ReadonlyMap<string, LabwareType>;
  /** In the order of their ids. */
  readonly instruments: readonly FleetInstrument[];
  /** Values given for this run, unchecked. */
  readonly given: Readonly<Record<string, Quantity>>;
  /** The day for which it is compiled, YYYY-MM-DD; nothing is over where it is not given. */
  readonly today: string | undefined;
  readonly policy: CompilePolicy;
  /** Role -> instrument id, as asked for. */
  readonly wantedBindings: Readonly<Record<string, string>>;
}

/** The type of a piece of labware of the protocol, if both are known. */
export function typeOfLabware(compilation: Compilation, labware: string): LabwareType | undefined {
  const declared = compilation.protocol.labware?.find((each) => each.id === labware);
  return declared && compilation.types.get(declared.type);
}
