import { clockCells, profileStepCells, type ProfileStep } from './commands.protocol';

const DAY_MS = 24 * 3_600_000;

/** Profiles, lamps and clock of the shaker: kept and reported as told. A started profile stays at its step; it does not run on. */
export class StoredProfiles {
  /** The step that was started, or null when no profile runs. */
  running: { readonly profile: number; readonly step: number } | null = null;
  private readonly steps = new Map<string, ProfileStep>();
  private clockOffsetMs = 0;

  write(step: ProfileStep): void {
    this.steps.set(`${step.profile}/${step.step}`, step);
  }

  read(profile: number, step: number): ProfileStep | null {
    return this.steps.get(`${profile}/${step}`) ?? null;
  }

  /** The nine cells of PR; a step that was never written is all zeros. */
  cells(profile: number, step: number): string[] {
    const empty = { profile, step, temperature: 0, rpm: 0, reserved: 0, hours: 0, minutes: 0, uv: false, grow: false };
    return profileStepCells(this.read(profile, step) ?? empty);
  }

  /** Clears one step, or the whole profile. */
  clear(profile: number, step: number | null): void {
    for (const key of [...this.steps.keys()]) {
      if (step === null ? key.startsWith(`${profile}/`) : key === `${profile}/${step}`) this.steps.delete(key);
    }
  }

  /** The three cells of PM. */
  modeCells(): string[] {
    return this.running ? ['1', `${this.running.profile}`, `${this.running.step}`] : ['0', '0', '0'];
  }

  /** @param labNow lab time, milliseconds since the epoch; the clock shows it in UTC until it is set */
  clockCells(labNow: number): string[] {
    const time = new Date(labNow + this.clockOffsetMs);
    return clockCells({
      hours: time.getUTCHours(),
      minutes: time.getUTCMinutes(),
      seconds: time.getUTCSeconds(),
      year: time.getUTCFullYear() % 100,
      month: time.getUTCMonth() + 1,
      day: time.getUTCDate(),
      weekday: ((Math.floor(time.getTime() / DAY_MS) + 3) % 7) + 1,
    });
  }

  setClock(utcMs: number, labNow: number): void {
    this.clockOffsetMs = utcMs - labNow;
  }
}
