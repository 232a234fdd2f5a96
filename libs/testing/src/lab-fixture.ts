import type { DriverManifest } from '@labwright/domain';
import { approveProtocol, createPrincipal, createRun, registerInstrument, submitProtocol } from '@labwright/execution';
import type { Database, PrincipalEntity, RunEntity } from '@labwright/persistence';

/** A plate shaker of no vendor, for specs that need a manifest and no wire. */
export const plateShaker: DriverManifest = {
  driver: 'spec-plate-shaker',
  version: '1.0.0',
  vendor: 'Spec',
  model: 'Plate Shaker',
  verifiedOnHardware: false,
  transports: ['serial', 'tcp'],
  capabilities: [
    {
      capability: 'shaking_incubation',
      ranges: { temperature: { min: 37, max: 95, step: 0.01, tolerance: 0.5 }, speed: { min: 200, max: 3000, step: 1, tolerance: 50 } },
      establish: [
        { verb: 'ensureTemperature', from: { target: 'temperature' } },
        { verb: 'ensureShaking', from: { speed: 'speed' } },
      ],
      end: ['ensureStopped', 'ensureTemperatureOff'],
    },
    { capability: 'latch', ranges: {}, establish: [], end: [] },
  ],
  verbs: [
    { verb: 'ensureTemperature', repeat: 'state', expectedMs: 180_000, timeoutMs: 1_800_000 },
    { verb: 'ensureTemperatureOff', repeat: 'state', expectedMs: 100, timeoutMs: 5_000 },
    { verb: 'ensureShaking', repeat: 'state', expectedMs: 2_000, timeoutMs: 30_000 },
    { verb: 'ensureStopped', repeat: 'state', expectedMs: 2_000, timeoutMs: 30_000 },
    { verb: 'ensureLatched', repeat: 'state', expectedMs: 2_000, timeoutMs: 30_000 },
    { verb: 'ensureUnlatched', repeat: 'state', expectedMs: 2_000, timeoutMs: 30_000 },
  ],
  nests: [{ name: 'nest', formats: ['plate-96'], maxHeightMm: 50 }],
  access: { before: ['ensureStopped', 'ensureUnlatched'], after: ['ensureLatched'], afterRemoval: ['ensureTemperatureOff'] },
  safeState: { verbs: ['ensureStopped', 'ensureTemperatureOff'], stopMs: 30_000 },
  pollMs: { active: 1_000, idle: 5_000 },
  settingsSchema: { type: 'object', additionalProperties: false },
};

const PROTOCOL = `
schema: labwright.dev/protocol/v1
name: spec-warm-shake
version: 1.0.0
title: Coloured water, warm and shaken
biosafety: {level: 1, organisms: []}
labware:
  - {id: plate, type: plate-96-clear-flat}
steps:
  - {id: load, kind: operator, instruction: Put the plate on., role: technician, duration: {value: 10, unit: s}, moves: [{labware: plate, to: shaker}], evidence: [{kind: confirm}]}
  - {id: shake, kind: operation, capability: shaking_incubation, labware: plate, with: {temperature: {value: 45, unit: Cel}, speed: {value: 500, unit: "{rpm}"}}, duration: {value: 2, unit: min}}
  - {id: unload, kind: operator, instruction: Take the plate off., role: technician, duration: {value: 10, unit: s}, moves: [{labware: plate, to: bench}], evidence: [{kind: confirm}]}
`;

export interface LabFixture {
  readonly author: PrincipalEntity;
  readonly reviewer: PrincipalEntity;
  readonly technician: PrincipalEntity;
  readonly protocolHash: string;
  /** Makes one more run of the approved protocol. */
  newRun(priority?: number): Promise<RunEntity>;
}

/** A lab with one shaker `shaker-1` of agent `bench-1` that is said to be online, and an approved protocol of six operations and two tasks. */
export async function setUpLab(database: Database): Promise<LabFixture> {
  await database.query(`insert into lab.drivers (id, version, manifest, settings_schema) values ($1, '1.0.0', $2::jsonb, '{}')`, [
    plateShaker.driver,
    JSON.stringify(plateShaker),
  ]);
  return database.transaction(async (tx) => {
    const author = await createPrincipal(tx, 'ada', 'user', ['scientist'], 'spec');
    const reviewer = await createPrincipal(tx, 'rosalind', 'user', ['reviewer'], 'spec');
    const technician = await createPrincipal(tx, 'grace', 'user', ['technician'], 'spec');
    const registration = {
      driver: plateShaker.driver,
      url: 'serial:///dev/none',
      agent: 'bench-1',
      settings: {},
      limits: {},
      location: '',
      simulated: true,
    };
    await registerInstrument(tx, { id: 'shaker-1', ...registration }, 'spec');
    await tx.query(`update lab.instruments set link = 'online', link_reason = 'spec'`);
    const protocol = await submitProtocol(tx, PROTOCOL, { principalId: author.id, actor: 'user:ada' });
    const approval = { hash: protocol.hash, parameters: {}, meaning: 'I have read it', selfApprove: false };
    await approveProtocol(tx, approval, { principalId: reviewer.id, actor: 'user:rosalind' }, false);
    const newRun = (priority = 0) =>
      database.transaction((inner) =>
        createRun(
          inner,
          { protocolHash: protocol.hash, parameters: {}, bindings: {}, priority, idempotencyKey: null },
          { principalId: author.id, actor: 'user:ada' },
        ),
      );
    return { author, reviewer, technician, protocolHash: protocol.hash, newRun };
  });
}
