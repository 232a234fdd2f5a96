import { isLabError } from '@labwright/domain';
import type { ApiClient } from './api-client';
import type { Clock, Run, Task } from './api-shapes';

const LOOK_MS = 25;
/** A picture of one grey pixel, for tasks that want a photo: PNG, 67 bytes. */
const PHOTO = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==', 'base64');

/**
 * Does the tasks of one run in a simulated lab: claims each, takes the time that it is expected to take, and completes it with the evidence
 * asked for; answers a consult with "continue". Every completion is marked as scripted in the record. Ends with the signal.
 */
export class ScriptedOperator {
  constructor(
    private readonly api: ApiClient,
    private readonly run: Pick<Run, 'id'>,
    private readonly signal: AbortSignal,
  ) {}

  async work(): Promise<void> {
    while (!this.signal.aborted) {
      const { items } = await this.api.get<{ items: Task[] }>(`/v1/tasks?run=${this.run.id}`);
      for (const task of items) await this.perform(task).catch((error: unknown) => this.bear(error));
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  private async perform(task: Task): Promise<void> {
    if (task.status === 'open') await this.api.post(`/v1/tasks/${task.id}/claim`, { scripted: true });
    await this.untilDue(task);
    if (this.signal.aborted) return;
    if (task.kind === 'consult') {
      await this.api.post(`/v1/tasks/${task.id}/answer`, { choice: 'continue', note: 'scripted' });
      return;
    }
    const evidence = await Promise.all(task.evidence.map(async ({ id, kind, of }) => ({ id, value: await this.valueOf(kind, of) })));
    await this.api.post(`/v1/tasks/${task.id}/complete`, { evidence, scripted: true });
  }

  private async untilDue({ dueLab }: Task): Promise<void> {
    while (!this.signal.aborted && dueLab !== null) {
      const { labNow, rate } = await this.api.get<Clock>('/v1/clock');
      const leftMs = Date.parse(dueLab) - Date.parse(labNow);
      if (leftMs <= 0) return;
      await new Promise((resolve) => setTimeout(resolve, Math.min(Math.max(leftMs / rate, 1), 1_000)));
    }
  }

  /** A task of a run that was cancelled meanwhile, or whose plate is not the right one, is not ours to finish. */
  private bear(error: unknown): void {
    if (!isLabError(error) || !error.message.includes(': 409 ')) throw error;
  }

  private async valueOf(kind: string, of: string | null): Promise<unknown> {
    switch (kind) {
      case 'confirm':
        return true;
      case 'barcode':
        return `${this.run.id.slice(0, 8)}-${of ?? 'labware'}`.toUpperCase();
      case 'lot':
        return `SCRIPTED-${(of ?? 'material').toUpperCase()}`;
      case 'number':
        return 1;
      case 'photo':
        return (await this.api.upload<{ sha256: string }>('/v1/photos', PHOTO, 'image/png')).sha256;
      default:
        return 'scripted';
    }
  }
}
