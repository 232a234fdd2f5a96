import { asId, type PlaceId, type Quantity } from '@labwright/domain';
import { labwareTypes, type LabwareType } from '@labwright/labware';
import { analysedReadings } from './analysed-reading';
import type { Compilation } from './compilation';
import { DEFAULT_POLICY, type CompilePolicy } from './compile-policy';
import type { Diagnostic } from './diagnostic';
import { checkDocumentBounds } from './document-bounds';
import { Findings } from './findings';
import type { Fleet } from './fleet';
import { analysesOf } from './lowering/analyses';
import { msAt } from './lowering/base';
import { withExpectations } from './lowering/expectations';
import { lower } from './lowering/lower';
import { sketchOf } from './lowering/sketch';
import { parseProtocol } from './parse-protocol';
import { checkAnalyses } from './passes/analyses';
import { tellChosenOptions, tellDefaultDurations } from './passes/assumptions';
import { checkAvailability, checkReadingNames } from './passes/availability';
import { bindRoles, type Bindings } from './passes/binding';
import { warnOfCalibration } from './passes/calibration';
import { checkCatalogue } from './passes/catalogue';
import { checkConditions, checkReachable, checkTermination } from './passes/conditions';
import { checkConflicts } from './passes/conflicts';
import { checkConsults } from './passes/consults';
import { checkEvidence } from './passes/evidence';
import { resolveExpectedTimes } from './passes/expected-times';
import { checkGraph } from './passes/graph';
import { followLabware } from './passes/labware-flow';
import { checkLabwareLimits } from './passes/labware-limits';
import { checkMaterials } from './passes/material-balance';
import { assignNests } from './passes/nests';
import { checkNesting } from './passes/nesting';
import { checkLongHolds, checkOperations } from './passes/operations';
import { checkOpticalReads } from './passes/optical-reads';
import { canonicalParameters, resolveParameters } from './passes/parameters';
import { checkPathLengths } from './passes/path-lengths';
import { checkQuantities } from './passes/quantities';
import { checkReferences } from './passes/references';
import { checkSaves } from './passes/saves';
import { checkSchema } from './passes/schema';
import { checkSketch, checkTiming } from './passes/timing';
import { checkTouchOrder } from './passes/touch-order';
import { checkTransfers } from './passes/transfers';
import { checkVolumes } from './passes/volumes';
import { checkWindows } from './passes/windows';
import type { Plan, PlanLabware, PlanMaterial, PlanScope, PlanUse } from './plan';
import { valueAt } from './pointer';
import type { Protocol } from './protocol.schema';
import { protocolHash } from './protocol-hash';
import { roleNeeds, type RoleNeed } from './role-need';
import { asItIs, salvage } from './salvage';
import { savedReadings, type SavedReading } from './saved-readings';
import { StepTree } from './step-tree';
import type { SourcePositions } from './source-positions';
import { liquidsOf } from './volume/liquids';

/** A further pass, such as the safety rules. It runs on a protocol that the compiler itself finds sound, and returns what it finds. */
export interface CompilerPass {
  readonly name: string;
  readonly run: (input: { readonly protocol: Protocol; readonly plan: Plan; readonly fleet: Fleet }) => readonly Diagnostic[];
}

export interface CompileOptions {
  readonly fleet: Fleet;
  /** Values of parameters for this run; those not named keep their default. */
  readonly parameters?: Readonly<Record<string, Quantity>>;
  /** The labware catalogue; the built-in one where absent. */
  readonly labware?: readonly LabwareType[];
  readonly passes?: readonly CompilerPass[];
  /** Role -> instrument id, honoured if it fits. */
  readonly bindings?: Readonly<Record<string, string>>;
  /** The day, YYYY-MM-DD: what expires and what is due for calibration is judged by it. Nothing is over where it is absent. */
  readonly today?: string;
  readonly policy?: Partial<CompilePolicy>;
  /** From parseProtocol, so that diagnostics carry line and column. */
  readonly positions?: SourcePositions | undefined;
}

export interface Compiled {
  /** Null whenever there is an error among the diagnostics. */
  readonly plan: Plan | null;
  /** In the order of the document. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks a protocol and makes a plan of it for one fleet. Pure and deterministic: the same input gives the same bytes. It reports all that it
 * finds at once and never throws on a bad document; a plan never comes with an error. `document` is the JSON value, as parsed.
 */
export function compile(document: unknown, options: CompileOptions): Compiled {
  const findings = new Findings(document, options.positions);
  const plan = checkDocumentBounds(document, findings) ? build(document, options, findings) : null;
  if (plan && !findings.hasErrors) {
    const { protocol, bare } = plan;
    for (const pass of options.passes ?? []) {
      for (const diagnostic of pass.run({ protocol, plan: bare, fleet: options.fleet })) findings.take(diagnostic);
    }
  }
  return { plan: findings.hasErrors ? null : (plan?.bare ?? null), diagnostics: findings.list() };
}

/** `parseProtocol` and `compile` in one, for text. */
export function compileText(text: string, options: Omit<CompileOptions, 'positions'>): Compiled {
  const { document, positions, diagnostics } = parseProtocol(text);
  return document ? compile(document, { ...options, positions }) : { plan: null, diagnostics };
}

function build(document: unknown, options: CompileOptions, findings: Findings): { protocol: Protocol; bare: Plan } | null {
  const sound = checkSchema(document, findings);
  const { protocol, origin, standsIn, whole } = sound ? asItIs(sound) : salvage(document);
  if (!protocol) return null;
  const compilation: Compilation = {
    protocol,
    tree: new StepTree(protocol),
    standsIn,
    written: (path) => valueAt(document, origin(path)),
    report: (code, path, message, detail) => findings.add(code, origin(path), message, detail),
    types: new Map((options.labware ?? labwareTypes()).map((type) => [type.id, type])),
    instruments: [...options.fleet.instruments].sort((a, b) => (a.id < b.id ? -1 : 1)),
    given: options.parameters ?? {},
    today: options.today,
    policy: { ...DEFAULT_POLICY, ...options.policy },
    wantedBindings: options.bindings ?? {},
  };
  // Each check runs whatever the others found, unless it would only repeat their findings in other words.
  const nested = checkNesting(compilation);
  const named = checkReferences(compilation, document);
  const catalogued = checkCatalogue(compilation);
  const parameters = resolveParameters(compilation);
  const moments = resolveExpectedTimes(compilation, parameters);
  const readings = savedReadings(compilation.tree);
  const scope = scopeOf(protocol, readings);
  const quantities = checkQuantities(compilation, parameters, new Map(Object.entries(scope.readings)));
  checkOperations(compilation);
  checkTransfers(compilation);
  checkLongHolds(compilation, (step) => msAt({ quantities }, [...step, 'duration']) ?? undefined);
  checkLabwareLimits(compilation, quantities);
  checkSaves(compilation, quantities, readings);
  const analysed = analysedReadings(protocol, compilation.tree, readings);
  checkAnalyses(compilation, quantities, analysed);
  checkReadingNames(compilation, readings);
  checkConsults(compilation);
  const conditions = checkConditions(compilation, scope);
  checkReachable(compilation, conditions);
  const order = whole && named && nested ? checkGraph(compilation) : null;
  if (!order) return null;
  checkTermination(compilation, order, conditions, readings);
  checkAvailability(compilation, order, conditions, readings);
  checkWindows(compilation, order, quantities);
  checkPathLengths(compilation, order);
  checkEvidence(compilation, order);
  tellDefaultDurations(compilation, order);
  const lost = checkTouchOrder(compilation, order);
  const flow = followLabware(compilation, order, lost);
  const liquids = liquidsOf(compilation, order, quantities);
  checkVolumes(compilation, order, quantities, liquids, lost);
  const uses = checkMaterials(compilation, order, quantities, liquids);
  checkOpticalReads(compilation, flow.covers);
  const unbound = (): null => {
    checkSketch(compilation, quantities, sketchOf({ compilation, order, quantities }));
    return null;
  };
  if (!catalogued) return unbound();
  const needs = roleNeeds(compilation, quantities, flow.stays);
  const bindings = bindRoles(compilation, order, needs);
  const placed = bindings && assignNests(compilation, order, needs, flow.stays, bindings);
  if (!placed) return unbound();
  checkConflicts(compilation, order, needs, placed);
  tellChosenOptions(compilation, placed);
  warnOfUntriedDrivers(compilation, needs, bindings);
  warnOfCalibration(compilation, needs, bindings);
  if (findings.hasErrors) return unbound();
  const steps = withExpectations(lower({ compilation, order, quantities }, placed), { instruments: compilation.instruments, moments });
  const timing = checkTiming(compilation, quantities, steps);
  if (!timing) return null;
  const bare: Plan = {
    schema: 'labwright.dev/plan/v1',
    protocolHash: protocolHash(document),
    parameters: Object.fromEntries(parameters),
    canonicalParameters: canonicalParameters(protocol, parameters),
    scope,
    bindings: Object.fromEntries([...bindings].map(([role, instrument]) => [role, instrument.id])),
    labware: (protocol.labware ?? []).map(labwareOf),
    ...(protocol.materials?.length ? { materials: protocol.materials.map((each) => materialOf(each, uses.get(each.id))) } : {}),
    ...(protocol.analyses?.length ? { analyses: analysesOf(compilation, quantities, analysed) } : {}),
    steps,
    expectedMs: timing.expectedMs,
    schedule: timing.schedule,
  };
  return { protocol, bare };
}

type Declared<K extends 'labware' | 'materials'> = NonNullable<Protocol[K]>[number];

function labwareOf({ id, type, layout = {} }: Declared<'labware'>): PlanLabware {
  const wells = Object.entries(layout).map(([well, { role, sample, nominal, dilution }]) => [
    well,
    {
      role,
      ...(sample === undefined ? {} : { sample }),
      ...(nominal === undefined ? {} : { nominal }),
      ...(dilution === undefined ? {} : { dilution }),
    },
  ]);
  return { id, type, startsAt: asId<PlaceId>('bench'), ...(wells.length > 0 ? { layout: Object.fromEntries(wells) } : {}) };
}

function materialOf({ id, name, concentration }: Declared<'materials'>, uses: PlanUse | undefined): PlanMaterial {
  const taken = uses && { least: uses.least, most: uses.most, prepare: uses.prepare };
  return { id, name, ...(concentration ? { concentration } : {}), ...(taken ? { uses: taken } : {}) };
}

function scopeOf({ parameters }: Protocol, readings: ReadonlyMap<string, SavedReading>): PlanScope {
  return {
    params: Object.fromEntries((parameters ?? []).map(({ id, quantity }) => [id, quantity])),
    readings: Object.fromEntries([...readings].map(([name, { kind }]) => [name, kind])),
  };
}

function warnOfUntriedDrivers({ report }: Compilation, needs: readonly RoleNeed[], bindings: Bindings): void {
  for (const need of needs) {
    const instrument = bindings.get(need.role);
    if (!instrument || instrument.simulated || instrument.manifest.verifiedOnHardware) continue;
    const { driver, version } = instrument.manifest;
    report(
      'W_UNVERIFIED_DRIVER',
      need.path,
      `${instrument.id} is real, and its driver ${driver} ${version} has never been tried on hardware; do a dry run first`,
    );
  }
}
