import { randomBytes } from 'node:crypto';

/** Names of what an endpoint makes, such as `resp_simulated_1f...`: they say that it is simulated wherever they are kept. */
export function newId(kind: 'resp' | 'msg' | 'fc' | 'call' | 'chatcmpl'): string {
  return `${kind}_simulated_${randomBytes(12).toString('hex')}`;
}

/** What it says that it is, in each answer. */
export const SIMULATED_MODEL = 'labwright-simulated';
