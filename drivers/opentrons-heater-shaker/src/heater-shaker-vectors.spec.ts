import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkVectors, formatVectorReport } from '@drivers/kit';
import { heaterShakerVectors as subject } from './heater-shaker-vectors';

const lines = readFileSync(join(__dirname, '..', 'vectors.jsonl'), 'utf8').split('\n');
const line = (fields: Record<string, unknown>): string =>
  JSON.stringify({ id: 'x', instrument: 'Opentrons Heater-Shaker GEN1', meaning: '', decoded: null, ...fields });
const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex');
const failuresOf = (fields: Record<string, unknown>): number => checkVectors(subject, [line(fields)]).total.failed;

describe('the published vectors', () => {
  it('all 92 pass in both directions, and none is left out', () => {
    const report = checkVectors(subject, lines);
    expect(formatVectorReport(report)).not.toContain('FAILED');
    expect(report.total).toEqual({ checked: 92, failed: 0, notApplicable: 0 });
  });

  it.each([
    ['a wrong value', { direction: 'device->host', class: 'canonical', hex: hex('M123 C:0 T:0 OK\n'), decoded: { current_rpm: 1 } }],
    [
      'an error text that the device would not write',
      { direction: 'device->host', class: 'canonical', hex: hex('ERR003:unhandled gcode  OK\n'), decoded: { text: 'unhandled gcode' } },
    ],
    ['bytes that the driver would not send', { direction: 'host->device', class: 'canonical', hex: hex('M241\n') }],
    ['a refusal of what the device takes', { direction: 'host->device', class: 'reject', hex: hex('M105\n') }],
    ['acceptance of what the device refuses', { direction: 'host->device', class: 'accept', hex: hex('M3 S1000.0\n') }],
  ])('when a vector states %s, it fails', (_, fields) => {
    expect(failuresOf(fields)).toBe(1);
  });

  it('when a line is no vector, says which line', () => {
    expect(() => checkVectors(subject, ['', '{"id":"x"}'])).toThrow('vector line 2');
  });

  it('when a vector belongs to another instrument, leaves it alone', () => {
    expect(checkVectors(subject, [line({ instrument: 'Other', direction: 'host->device', class: 'accept', hex: '00' })]).foreign).toBe(1);
  });
});
