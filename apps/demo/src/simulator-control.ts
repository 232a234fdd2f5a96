import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LabError } from '@labwright/domain';

/** The control port of a simulated lab, found in its home. A simulator that was started anew has another one. */
export class SimulatorControl {
  constructor(private readonly home: string) {}

  /** Switches a fault of a simulated device on. @throws LabError INPUT_INVALID saying which devices or switches there are */
  async setFault(device: string, name: string): Promise<void> {
    await this.ask('PUT', `/devices/${encodeURIComponent(device)}/faults/${encodeURIComponent(name)}`, `--fault ${device}.${name}`);
  }

  /** Makes sure that there is such a switch, and leaves it off. @throws LabError INPUT_INVALID saying which devices or switches there are */
  async knowFault(device: string, name: string): Promise<void> {
    await this.ask('DELETE', `/devices/${encodeURIComponent(device)}/faults/${encodeURIComponent(name)}`, `--fault ${device}.${name}`);
  }

  /** What the control port of the simulated lab answers. */
  async ask<T>(method: string, route: string, asked: string): Promise<T> {
    const { url, token } = JSON.parse(await readFile(path.join(this.home, 'simulator.json'), 'utf8')) as { url: string; token: string };
    const response = await fetch(url + route, { method, headers: { authorization: `Bearer ${token}` } });
    const answer: unknown = await response.json().catch(() => ({ message: `status ${response.status}` }));
    if (response.ok) return answer as T;
    const { message } = answer as { message: string };
    throw new LabError('INPUT_INVALID', `${asked}: ${message}`, { path: '--fault' });
  }
}
