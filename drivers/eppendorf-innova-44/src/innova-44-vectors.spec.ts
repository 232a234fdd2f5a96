import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkVectors, formatVectorReport } from '@drivers/kit';
import { innova44Vectors as subject } from './innova-44-vectors';

const lines = readFileSync(join(__dirname, '..', 'vectors.jsonl'), 'utf8').split('\n');
const line = (fields: Record<string, unknown>): string =>
  JSON.stringify({ id: 'x', instrument: subject.instrument, class: 'canonical', meaning: '', decoded: null, ...fields });
const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex');
const toDevice = (text: string, more: Record<string, unknown> = {}): string => line({ direction: 'host->device', hex: hex(text), ...more });
const toHost = (text: string, more: Record<string, unknown> = {}): string => line({ direction: 'device->host', hex: hex(text), ...more });
const failed = (...vectors: string[]): number => checkVectors(subject, vectors).total.failed;

describe('the published vectors', () => {
  it('all 14 pass in both directions, and none is left out', () => {
    const report = checkVectors(subject, lines);
    expect(formatVectorReport(report)).not.toContain('FAILED');
    expect(report.total).toEqual({ checked: 14, failed: 0, notApplicable: 0 });
    expect(report.notCompared).toEqual({});
  });

  it.each([
    ['PW 1 2 37.0 220 0.0 16 30 0 1\r', { profile: 1, step: 2, temperature: 37, rpm: 220, hours: 16, minutes: 30, uv: 0, grow_lamp: 1 }],
    ['PC 2\r', { profile: 2 }],
    ['PC 2 15\r', { profile: 2, step: 15 }],
    ['PS\r', {}],
    ['PS 4\r', { profile: 4 }],
    ['CL 1\r', { grow_lamp: 1, on: true }],
    ['CU 1\r', { uv_lamp: 1 }],
    ['CT 18.5\r', { temperature_c: 18.5 }],
    ['CS 0\r', { rpm: 0, speed_rpm: 0 }],
    ['=D 12 30 5 26 7 31 5\r', { hours: 12, minutes: 30, seconds: 5, year: 26, month: 7, day: 31, weekday: 5 }],
    ['CS 150\r\n', { rpm: 150 }],
  ])('the device takes %j', (text, decoded) => {
    expect(failed(toDevice(text, { decoded }), toDevice(text, { decoded, class: 'accept' }))).toBe(0);
  });

  it.each(['CS\r', 'CS 1.5\r', 'cs 150\r', 'CS  150\r', 'CS 150', 'CL 2\r', 'PW 37.0 220 0.0 1 0 0 0\r', 'PR 5 1\r', 'PR 1 16\r', 'XX\r'])(
    'the device only echoes %j',
    (text) => {
      expect(failed(toDevice(text, { class: 'reject' }))).toBe(0);
      expect(failed(toDevice(text, { class: 'accept' }))).toBe(1);
    },
  );

  it.each([
    ['RS\r250 30.0 0.0 0.0 0 1 0\r\n', { speed_rpm: 250, temperature_c: 30, uv_lamp: 1 }],
    ['PR 1 2\r1 2 37.0 220 0.0 16 30 0 1\r\n', { profile: 1, step: 2, hours: 16, grow: 1 }],
    ['PM\r1 2 3\r\n', { running: 1, profile: 2, step: 3 }],
    ['?D\r12 30 5 26 7 31 5\r\n', { hours: 12, weekday: 5 }],
    ['RP\rShaker Speed\tTemperature\r\n', {}],
    ['RI\r1.05 2.11\r\n', {}],
    ['CT 37.0\r\n', { echo: true, temperature_c: 37 }],
    ['RV\r', { echo: true }],
  ])('the driver reads %j', (text, decoded) => {
    expect(failed(toHost(text, { decoded }))).toBe(0);
  });

  it.each([
    ['a wrong value', toHost('RV\r220\t37.0\t0.0\t0.0\t0\t0\r\n', { decoded: { speed_rpm: 221 } })],
    ['bytes that the driver would not send', toDevice('CT 37\r')],
    ['too few values', toHost('RV\r220\t37.0\r\n')],
    ['a value that is no number', toHost('RV\r2r0\t37.0\t0.0\t0.0\t0\t0\r\n')],
    ['a line without its end', toHost('RV\r220\t37.0\t0.0\t0.0\t0\t0\r')],
    ['data behind the echo of a command that has none', toHost('CS 150\rOK\r\n')],
  ])('when a vector states %s, it fails', (_, vector) => {
    expect(failed(vector)).toBe(1);
  });
});
