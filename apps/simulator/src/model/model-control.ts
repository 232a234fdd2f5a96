import type { ControlAnswer, ModelView } from '../control.contract';
import { isModelFault, ModelFaults, type ModelSwitches } from './model-faults';

/** What the control port looks into. */
export interface ControlledModel {
  readonly url: string;
  readonly requests: number;
  readonly switches: ModelSwitches;
}

const TIMES = /^[1-9]\d{0,5}$/;

/** Answers a request about the simulated model: what it is, and its fault switches. `parts` are those of the path, `model` first. */
export function answerModelControl(
  model: ControlledModel | undefined,
  method: string,
  parts: readonly string[],
  query: string,
): ControlAnswer {
  const names = Object.keys(ModelFaults);
  if (!model) return { status: 404, body: { message: 'this lab has no simulated model; LABWRIGHT_MODEL_PORT starts one', allowed: [] } };
  const [, faults, name, more] = parts;
  if (parts.length === 1)
    return method === 'GET' ? { status: 200, body: viewOf(model) } : refuse(405, `${method} is not possible here`, ['GET /model']);
  if (faults !== 'faults' || more !== undefined)
    return refuse(404, `there is no /${parts.join('/')}`, ['GET /model', 'PUT /model/faults/:switch']);
  if (name === undefined && method !== 'DELETE') return refuse(405, `${method} is not possible here`, ['DELETE /model/faults']);
  if (name !== undefined && !isModelFault(name))
    return refuse(404, `the simulated model has no switch ${name}; switches: ${names.join(', ')}`, names);
  if (method === 'DELETE') model.switches.clear(name);
  else if (method !== 'PUT' || name === undefined) return refuse(405, `${method} is not possible here`, ['PUT', 'DELETE']);
  else {
    const times = new URLSearchParams(query).get('times');
    if (times !== null && !TIMES.test(times))
      return refuse(400, `times=${times} is not a number of calls`, ['1 to 999999; without it, until cleared']);
    model.switches.set(name, times === null ? Infinity : Number(times));
  }
  return { status: 200, body: viewOf(model) };
}

function viewOf({ url, switches, requests }: ControlledModel): ModelView {
  const table = Object.entries(ModelFaults).map(([name, summary]) => ({ name, summary }));
  return { url, switches: table, faults: switches.on(), requests };
}

function refuse(status: 400 | 404 | 405, message: string, allowed: readonly string[]): ControlAnswer {
  return { status, body: { message, allowed } };
}
