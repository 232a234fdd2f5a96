import { asId, type PlaceId, type Quantity } from '@labwright/domain';
import { labwareTypes, type LabwareType } from '@labwright/labware';
import type { Compilation } from './compilation';
import type { Diagnostic } from './diagnostic';
import { checkDocumentBounds } from './document-bounds';
import { Findings } from './findings';
import type { Fleet } from './fleet';
import { longestPathMs, lower } from './lowering/lower';
import { parseProtocol } from './parse-protocol';
import { bindRoles } from './passes/binding';
import { checkGraph } from './passes/graph';
import { followLabware } from './passes/labware-flow';
import { checkLabwareLimits } from './passes/labware-limits';
import { assignNests } from './passes/nests';
import { checkLongHolds, checkOperations } from './passes/operations';
import { resolveParameters } from './passes/parameters';
import { checkQuantities } from './passes/quantities';
import { checkCatalogue, checkReferences } from './passes/references';
import { checkSchema } from './passes/schema';
import { checkTouchOrder } from './passes/touch-order';
import type { Plan } from './plan';
import type { Protocol } from './protocol.schema';
import { protocolHash } from './protocol-hash';
import { roleNeeds } from './role-need';
import { salvage } from './salvage';
import type { SourcePositions } from './source-positions';

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
  checkSchema(document, findings);
  const { protocol, origin, standsIn, whole } = salvage(document);
  if (!protocol) return null;
  const compilation: Compilation = {
    protocol,
    standsIn,
    report: (code, path, message, detail) => findings.add(code, origin(path), message, detail),
    types: new Map((options.labware ?? labwareTypes()).map((type) => [type.id, type])),
    instruments: [...options.fleet.instruments].sort((a, b) => (a.id < b.id ? -1 : 1)),
    given: options.parameters ?? {},
    wantedBindings: options.bindings ?? {},
  };
  // Each check runs whatever the others found, unless it would only repeat their findings in other words.
  const named = checkReferences(compilation, document);
  const catalogued = checkCatalogue(compilation);
  const parameters = resolveParameters(compilation);
  const quantities = checkQuantities(compilation, parameters);
  const durationOf = (step: number) => {
    const duration = quantities.at(['steps', step, 'duration']);
    return duration && Math.round(duration.value * 1000);
  };
  checkOperations(compilation);
  checkLongHolds(compilation, durationOf);
  checkLabwareLimits(compilation, quantities);
  const order = whole && named ? checkGraph(compilation) : null;
  if (!order) return null;
  const chains = checkTouchOrder(compilation, order);
  const stays = followLabware(compilation, order, chains);
  if (!catalogued) return null;
  const needs = roleNeeds(compilation, quantities, stays);
  const bindings = bindRoles(compilation, order, needs);
  const placed = bindings && assignNests(compilation, order, needs, stays, bindings);
  if (!placed) return null;
  for (const need of needs) {
    const instrument = bindings.get(need.role);
    if (!instrument || instrument.simulated || instrument.manifest.verifiedOnHardware) continue;
    const { driver, version } = instrument.manifest;
    compilation.report(
      'W_UNVERIFIED_DRIVER',
      need.path,
      `${instrument.id} is real, and its driver ${driver} ${version} has never been tried on hardware; do a dry run first`,
    );
  }
  if (findings.hasErrors) return null;
  const steps = lower(compilation, order, quantities, placed);
  const bare: Plan = {
    schema: 'labwright.dev/plan/v1',
    protocolHash: protocolHash(document),
    parameters: Object.fromEntries(parameters),
    bindings: Object.fromEntries([...bindings].map(([role, instrument]) => [role, instrument.id])),
    labware: (protocol.labware ?? []).map(({ id, type }) => ({ id, type, startsAt: asId<PlaceId>('bench') })),
    steps,
    expectedMs: longestPathMs(steps),
  };
  return { protocol, bare };
}
