import type { ControlAnswer, DeviceView, LabwareView } from './control.contract';
import { answerModelControl, type ControlledModel } from './model/model-control';
import { PHYSICAL_CONSTANTS } from './physics/constants';
import type { PhysicalLab } from './physics/physical-lab';
import type { SimulatedInstrument } from './simulated-instrument.contract';

const ROUTES = [
  'GET /devices',
  'GET /devices/:id',
  'GET /devices/:id/counters',
  'GET /devices/:id/truth',
  'PUT /devices/:id/faults/:switch',
  'DELETE /devices/:id/faults/:switch',
  'POST /devices/:id/unplug',
  'POST /devices/:id/replug',
  'POST /devices/:id/power-cycle',
  'GET /labware',
  'GET /constants',
  'GET /measurements?after=<number>',
  'GET /model',
  'PUT /model/faults/:switch?times=<number>',
  'DELETE /model/faults',
  'DELETE /model/faults/:switch',
] as const;

/** What the control port looks into. */
export interface ControlledLab {
  readonly instruments: readonly SimulatedInstrument[];
  readonly physics: PhysicalLab;
  /** Absent where the lab has none of its own. */
  readonly model?: ControlledModel;
}

/** Answers one request to the simulated lab. Knows nothing of HTTP but method, path with query, and status. */
export async function answerControl(
  { instruments, physics, model }: ControlledLab,
  method: string,
  target: string,
): Promise<ControlAnswer> {
  const [path = '', query = ''] = target.split('?', 2);
  const parts = decodedParts(path);
  if (path === '/labware') return method === 'GET' ? { status: 200, body: labwareIn(physics) } : wrongMethod(method);
  if (path === '/constants') return method === 'GET' ? { status: 200, body: PHYSICAL_CONSTANTS } : wrongMethod(method);
  if (path === '/measurements') return method === 'GET' ? measurementsOf(physics, query) : wrongMethod(method);
  if (parts?.[0] === 'model') return answerModelControl(model, method, parts, query);
  if (parts?.[0] !== 'devices') return refuse(404, `there is no ${path}`, ROUTES);
  const [, id, what, name] = parts;
  if (id === undefined) return method === 'GET' ? { status: 200, body: instruments.map(view) } : wrongMethod(method);
  const instrument = instruments.find((it) => it.id === id);
  const ids = instruments.map((it) => it.id);
  if (!instrument) return refuse(404, `there is no device ${id}; devices: ${ids.join(', ') || 'none'}`, ids);
  if (what === 'faults' && name !== undefined && parts.length === 4) return switchFault(instrument, method, name);
  if (parts.length > 3) return refuse(404, `there is no ${path}`, ROUTES);
  return act(instrument, method, what, path);
}

async function act(instrument: SimulatedInstrument, method: string, what: string | undefined, path: string): Promise<ControlAnswer> {
  const { device } = instrument;
  const reads: Record<string, () => ControlAnswer['body']> = {
    '': () => view(instrument),
    counters: () => device.counters(),
    truth: () => device.truth(),
  };
  const actions: Record<string, () => void | Promise<void>> = {
    unplug: () => instrument.unplug(),
    replug: async () => {
      await instrument.unplug();
      await instrument.plug();
    },
    'power-cycle': () => device.powerCycle(),
  };
  const read = own(reads, what ?? '');
  const action = own(actions, what ?? '');
  if (!read && !action) return refuse(404, `there is no ${path}`, ROUTES);
  if (method === 'GET' && read) return { status: 200, body: read() };
  if (method !== 'POST' || !action) return wrongMethod(method);
  await action();
  return { status: 200, body: view(instrument) };
}

function labwareIn(physics: PhysicalLab): readonly LabwareView[] {
  return Object.entries(physics.truth()).map(([id, truth]) => ({ id, ...truth }));
}

function measurementsOf(physics: PhysicalLab, query: string): ControlAnswer {
  const after = new URLSearchParams(query).get('after') ?? '0';
  if (!/^\d{1,15}$/.test(after)) return refuse(400, `after=${after} is not the number of a measurement`, ['a whole number, 0 or more']);
  return { status: 200, body: physics.measurements.after(Number(after)) };
}

function switchFault(instrument: SimulatedInstrument, method: string, name: string): ControlAnswer {
  if (method !== 'PUT' && method !== 'DELETE') return wrongMethod(method);
  const names = instrument.device.faultSwitches.map((it) => it.name);
  if (!names.includes(name)) return refuse(404, `${instrument.id} has no switch ${name}; switches: ${names.join(', ') || 'none'}`, names);
  instrument.device.setFault(name, method === 'PUT');
  return { status: 200, body: view(instrument) };
}

function view({ id, driver, url, isPlugged, device }: SimulatedInstrument): DeviceView {
  return {
    id,
    driver,
    url,
    plugged: isPlugged,
    switches: device.faultSwitches,
    faults: device.faults(),
    counters: device.counters(),
    truth: device.truth(),
  };
}

/** The parts of a path; undefined when it is not well formed. */
function decodedParts(path: string): string[] | undefined {
  try {
    return path.split('/').slice(1).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function wrongMethod(method: string): ControlAnswer {
  return refuse(405, `${method} is not possible here`, ROUTES);
}

function refuse(status: 400 | 404 | 405, message: string, allowed: readonly string[]): ControlAnswer {
  return { status, body: { message, allowed } };
}
