import { ManualTime } from '../../kit/src/conformance/manual-time';
import type { DeviceJob } from './job.device';
import { JOB_ROLES, type Workbench } from './job-roles.device';
import { VialPlace } from './vial.device';

/** A job's first wait, lab milliseconds, where lab time runs at a rate. */
function firstWait(job: string, rate: number, options: Record<string, string> = {}): number | undefined {
  const waits: number[] = [];
  const made: Partial<DeviceJob> = {
    later: (labMs) => waits.push(labMs),
    again: (labMs) => waits.push(labMs),
    measure: () => undefined,
    dosed: () => undefined,
  };
  const bench: Workbench = {
    vial: new VialPlace(new ManualTime().world()),
    calibrated: () => true,
    pumpBlocked: () => false,
    stamp: () => '',
    count: () => undefined,
    rate: () => rate,
    job: () => made as DeviceJob,
  };
  JOB_ROLES[job]?.(bench, options).state('ready');
  return waits[0];
}

describe('jobs of the unit', () => {
  it.each([
    ['od_reading', 5_000],
    ['temperature_automation', 10_000],
  ])('%s measures every %d lab ms, again and again', (job, labMs) => {
    expect(firstWait(job, 1)).toBe(labMs);
  });

  it.each([
    [1, 500],
    [20, 1_000],
  ])('a pump at rate %d says what it doses every %d lab ms', (rate, labMs) => {
    expect(firstWait('add_media', rate, { ml: '1' })).toBeCloseTo(labMs, 6);
  });
});

describe('the place of the vial', () => {
  it('tells what it does also while it is empty', () => {
    const told: unknown[] = [];
    const subject = new VialPlace({ ...new ManualTime().world(), expose: (nest, conditions) => told.push({ nest, ...conditions }) });
    subject.setRpm(500);
    expect(told).toEqual([{ nest: 'vial', temperature: null, rpm: 500 }]);
  });

  it('reads the density with a noise of about half a percent', () => {
    const vial = {
      absorbance: () => 0,
      fluorescence: () => 0,
      luminescence: () => 0,
      opticalDensity: () => 2,
      expose: () => undefined,
      add: () => undefined,
    };
    const subject = new VialPlace({ ...new ManualTime().world(), labwareAt: () => vial });
    const reads = Array.from({ length: 2_000 }, () => subject.sensedDensity(true));
    const mean = reads.reduce((sum, it) => sum + it, 0) / reads.length;
    const deviation = Math.sqrt(reads.reduce((sum, it) => sum + (it - mean) ** 2, 0) / reads.length);
    expect(mean).toBeCloseTo(2, 2);
    expect(deviation / 2).toBeGreaterThan(0.004);
    expect(deviation / 2).toBeLessThan(0.006);
  });
});
