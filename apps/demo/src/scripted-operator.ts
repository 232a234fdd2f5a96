import type { ApiClient } from './api-client';
import type { Run, Task } from './api-shapes';

const LOOK_MS = 50;

/**
 * Does the operator tasks of one run in a simulated lab: claims each, takes the time that it is expected to take, and completes it with
 * the evidence asked for. Every completion is marked as scripted in the record. Ends with the signal.
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
      for (const task of items) await this.perform(task);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  private async perform(task: Task): Promise<void> {
    await this.api.post(`/v1/tasks/${task.id}/claim`);
    while (!this.signal.aborted && task.dueLab !== null) {
      const { labNow } = await this.api.get<{ labNow: string }>('/v1/clock');
      if (Date.parse(labNow) >= Date.parse(task.dueLab)) break;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    if (this.signal.aborted) return;
    const evidence = task.evidence.map(({ id, kind, of }) => ({ id, value: this.valueOf(kind, of) }));
    await this.api.post(`/v1/tasks/${task.id}/complete`, { evidence, scripted: true });
  }

  private valueOf(kind: string, of: string | null): unknown {
    switch (kind) {
      case 'confirm':
        return true;
      case 'barcode':
        return `${this.run.id.slice(0, 8)}-${of ?? 'labware'}`.toUpperCase();
      case 'number':
        return 0;
      default:
        return 'scripted';
    }
  }
}
