import type { Step } from '../api/generated/runs';

interface DocumentStep {
  readonly id?: string;
  readonly timing?: readonly { readonly after?: string; readonly atMost?: { readonly value?: number; readonly unit?: string } }[];
  readonly body?: readonly DocumentStep[];
  readonly cases?: readonly { readonly steps?: readonly DocumentStep[] }[];
  readonly else?: readonly DocumentStep[];
  readonly steps?: readonly DocumentStep[];
}

/** The latest start of a step, as its protocol has it: so long after a point of another step. */
export interface Window {
  readonly step: string;
  readonly after: string;
  readonly point: 'start' | 'end';
  readonly atMostMs: number;
}

const MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** Windows with a latest start, of a document of any depth. One whose length is a parameter is left out: the record measures it. */
export function windowsOf(document: Readonly<Record<string, unknown>>): readonly Window[] {
  const found: Window[] = [];
  const visit = (steps: readonly DocumentStep[] = []): void => {
    for (const step of steps) {
      for (const { after = '', atMost } of step.timing ?? []) {
        const [other = '', point] = after.split('.');
        const unit = MS[atMost?.unit ?? ''];
        if (step.id === undefined || unit === undefined || atMost?.value === undefined) continue;
        found.push({ step: step.id, after: other, point: point === 'start' ? 'start' : 'end', atMostMs: atMost.value * unit });
      }
      visit(step.body);
      visit(step.else);
      for (const { steps: inner } of step.cases ?? []) visit(inner);
    }
  };
  visit((document as DocumentStep).steps);
  return found;
}

export interface OpenWindow {
  readonly step: string;
  readonly after: string;
  /** Lab milliseconds until the step has to have begun; below 0 when it is late. */
  readonly leftMs: number;
}

/** Windows that run now: the other step is at its point, and the step itself has not begun in the same round. */
export function openWindows(windows: readonly Window[], steps: readonly Step[], labNow: number): readonly OpenWindow[] {
  const own = steps.filter(({ inserted }) => !inserted);
  return windows.flatMap(({ step, after, point, atMostMs }) => {
    const waiting = own.findLast(
      (it) => it.authored === step && it.startedLab === null && /^(?:pending|ready|dispatched)$/.test(it.status),
    );
    if (!waiting) return [];
    const from = own.findLast(
      (it) => it.authored === after && inOneRound(it.iterationPath, waiting.iterationPath) && timeAt(it, point) !== null,
    );
    const at = from ? timeAt(from, point) : null;
    return at === null ? [] : [{ step, after: `${after}.${point}`, leftMs: Date.parse(at) + atMostMs - labNow }];
  });
}

function timeAt({ startedLab, endedLab }: Step, point: Window['point']): string | null {
  return point === 'start' ? startedLab : endedLab;
}

/** One path leads to the other: what is outside of a repeat is in every round of it. */
function inOneRound(a: string, b: string): boolean {
  return `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`) || a === '' || b === '';
}
