import { type DriverManifest, type Quantity } from '@labwright/domain';
import { approveProtocol, createPrincipal, createRun, registerInstrument, submitProtocol } from '@labwright/execution';
import type { Database, PrincipalEntity, ReviewEntity, RunEntity } from '@labwright/persistence';
import { plateShaker } from './lab-fixture';

/** A plate reader of no vendor: absorbance at any wavelength, one carrier. */
export const plateReader: DriverManifest = {
  driver: 'spec-plate-reader',
  version: '1.0.0',
  vendor: 'Spec',
  model: 'Plate Reader',
  verifiedOnHardware: false,
  transports: ['serial', 'tcp'],
  capabilities: [
    {
      capability: 'absorbance',
      ranges: { wavelength: { min: 230, max: 1_000, step: 1, tolerance: 2 } },
      establish: [{ verb: 'readAbsorbance', from: { wavelength: 'wavelength' } }],
      end: [],
    },
    { capability: 'carrier', ranges: {}, establish: [{ verb: 'ensureClosed', from: {} }], end: [] },
  ],
  verbs: [
    { verb: 'readAbsorbance', repeat: 'read', expectedMs: 30_000, timeoutMs: 300_000 },
    { verb: 'ensureOpen', repeat: 'state', expectedMs: 5_000, timeoutMs: 30_000 },
    { verb: 'ensureClosed', repeat: 'state', expectedMs: 5_000, timeoutMs: 30_000 },
  ],
  nests: [{ name: 'carrier', formats: ['plate-96'], maxHeightMm: 20 }],
  access: { before: ['ensureOpen'], after: ['ensureClosed'], afterRemoval: [] },
  safeState: { verbs: [], stopMs: 5_000 },
  pollMs: { active: 1_000, idle: 5_000 },
  settingsSchema: { type: 'object', additionalProperties: false },
};

/** An incubator shaker of no vendor: six clamps that are alike, on one drive that stops when somebody reaches in. */
export const incubatorShaker: DriverManifest = {
  driver: 'spec-incubator-shaker',
  version: '1.0.0',
  vendor: 'Spec',
  model: 'Incubator Shaker',
  verifiedOnHardware: false,
  transports: ['serial', 'tcp'],
  capabilities: [
    {
      capability: 'shaking_incubation',
      ranges: { temperature: { min: 25, max: 80, step: 0.1, tolerance: 0.5 }, speed: { min: 25, max: 400, step: 1, tolerance: 5 } },
      establish: [
        { verb: 'ensureTemperature', from: { target: 'temperature' } },
        { verb: 'ensureShaking', from: { speed: 'speed' } },
      ],
      end: ['ensureStopped'],
    },
  ],
  verbs: [
    { verb: 'ensureTemperature', repeat: 'state', expectedMs: 600_000, timeoutMs: 3_600_000 },
    { verb: 'ensureShaking', repeat: 'state', expectedMs: 10_000, timeoutMs: 60_000 },
    { verb: 'ensureStopped', repeat: 'state', expectedMs: 10_000, timeoutMs: 60_000 },
  ],
  nests: [1, 2, 3, 4, 5, 6].map((number) => ({ name: `clamp-${number}`, formats: ['flask-250', 'plate-96'], maxHeightMm: 250 })),
  access: { before: ['ensureStopped'], after: [], afterRemoval: [] },
  safeState: { verbs: ['ensureStopped'], stopMs: 30_000 },
  pollMs: { active: 5_000, idle: 30_000 },
  settingsSchema: { type: 'object', additionalProperties: false },
};

const INSTRUMENTS = { 'incubator-1': incubatorShaker, 'reader-1': plateReader, 'shaker-1': plateShaker } as const;

/** Parts of a protocol that a spec cares for; the rest is filled in. */
export interface ProtocolParts {
  readonly name: string;
  readonly steps: readonly object[];
  readonly parameters?: readonly object[];
  readonly labware?: readonly object[];
  readonly materials?: readonly object[];
  readonly analyses?: readonly object[];
}

export interface ApprovedProtocol {
  readonly hash: string;
  readonly review: ReviewEntity;
  newRun(parameters?: Readonly<Record<string, Quantity>>, priority?: number): Promise<RunEntity>;
}

export interface GrowthLab {
  readonly author: PrincipalEntity;
  readonly reviewer: PrincipalEntity;
  readonly technician: PrincipalEntity;
  approve(parts: ProtocolParts): Promise<ApprovedProtocol>;
}

/** A plate of which A1 is the blank and B1 and B2 are samples. */
const PLATE = {
  id: 'plate',
  type: 'plate-96-clear-flat',
  layout: { A1: { role: 'blank' }, B1: { role: 'sample', sample: 'one' }, B2: { role: 'sample', sample: 'two' } },
};

/**
 * A lab of agent `bench-1` with `reader-1`, `shaker-1` and `incubator-1` (six clamps), all simulated, said to be online, and owned until
 * the end of time. Lab time runs at 1: a spec that wants it to pass moves it.
 */
export async function setUpGrowthLab(database: Database): Promise<GrowthLab> {
  for (const manifest of Object.values(INSTRUMENTS)) {
    await database.query(`insert into lab.drivers (id, version, manifest, settings_schema) values ($1, '1.0.0', $2::jsonb, '{}')`, [
      manifest.driver,
      JSON.stringify(manifest),
    ]);
  }
  const people = await database.transaction(async (tx) => {
    const author = await createPrincipal(tx, 'ada', 'user', ['scientist'], 'spec');
    const reviewer = await createPrincipal(tx, 'rosalind', 'user', ['reviewer'], 'spec');
    const technician = await createPrincipal(tx, 'grace', 'user', ['technician', 'scientist'], 'spec');
    const where = { agent: 'bench-1', settings: {}, limits: {}, location: '', simulated: true };
    for (const [id, { driver }] of Object.entries(INSTRUMENTS))
      await registerInstrument(tx, { id, driver, url: `serial:///dev/${id}`, ...where }, 'spec');
    await tx.query(`update lab.instruments set link = 'online', link_reason = 'spec'`);
    await tx.query(`update lab.leases set agent = 'bench-1', owner = 'process-1', machine = 'm', epoch = 1, expires_at = 'infinity'`);
    return { author, reviewer, technician };
  });
  const { author, reviewer } = people;
  const approve = async ({ name, steps, ...parts }: ProtocolParts): Promise<ApprovedProtocol> => {
    const document = {
      schema: 'labwright.dev/protocol/v1',
      name,
      version: '1.0.0',
      title: name,
      biosafety: { level: 1, organisms: [] },
      labware: [PLATE],
      ...parts,
      steps,
    };
    const review = await database.transaction(async (tx) => {
      const { hash } = await submitProtocol(tx, JSON.stringify(document), { principalId: author.id, actor: 'user:ada' });
      const approval = { hash, parameters: {}, meaning: 'I have read it', selfApprove: false };
      return approveProtocol(tx, approval, { principalId: reviewer.id, actor: 'user:rosalind' }, false);
    });
    const hash = review.protocolHash;
    const newRun = (parameters: Readonly<Record<string, Quantity>> = {}, priority = 0) =>
      database.transaction((tx) =>
        createRun(
          tx,
          { protocolHash: hash, parameters, bindings: {}, priority, idempotencyKey: null },
          { principalId: author.id, actor: 'user:ada' },
        ),
      );
    return { hash, review, newRun };
  };
  return { ...people, approve };
}
