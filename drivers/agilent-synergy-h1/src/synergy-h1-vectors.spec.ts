import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkVectors, formatVectorReport } from '@drivers/kit';
import { synergyH1Vectors as subject } from './synergy-h1-vectors';

const lines = readFileSync(join(__dirname, '..', 'vectors.jsonl'), 'utf8').split('\n');
const line = (fields: Record<string, unknown>): string =>
  JSON.stringify({ id: 'x', instrument: 'Agilent BioTek Synergy H1 / Cytation', meaning: '', decoded: null, ...fields });
const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex');
const failuresOf = (fields: Record<string, unknown>): number => checkVectors(subject, [line(fields)]).total.failed;

describe('the published vectors', () => {
  it('all 19 pass in both directions, and none is left out', () => {
    const report = checkVectors(subject, lines);
    expect(formatVectorReport(report)).not.toContain('FAILED');
    expect(report.total).toEqual({ checked: 19, failed: 0, notApplicable: 0 });
    expect(report.notCompared).toEqual({});
  });

  it.each([
    ['A'],
    ['h'],
    ['O'],
    ['x'],
    ['i'],
    ['&'],
    ['g'],
    ['y'],
    ['t'],
    ['D'],
    ['S0'],
    ['S1'],
    ['37000'],
    ['00000'],
    ['08120112407424014381133808548127761670\x03'],
    ['318720\x03'],
    ['628100\x03'],
    ['004701010108120001200100001100100000106000080580113\x03'],
    ['004701010108120001200100001100100000106000080600106\x03'],
    ['008401020207030001200100001100100000123000020200200-001000-00300000000000000000001351090'],
  ])('takes %j from a host, and writes the same', (text) => {
    const report = checkVectors(subject, [line({ direction: 'host->device', class: 'canonical', hex: hex(text) })]);
    expect(formatVectorReport(report)).not.toContain('FAILED');
  });

  it.each([
    ['\x06'],
    ['\x03'],
    ['\x06\x03'],
    ['0000\x03'],
    ['\x063700000\x03'],
    ['0350000000000000010000000000030200000\x03'],
    ['\x06SIMH10001       0000\x03'],
    ['01,1,\r000:00:00.0,237,04,04,0000018\r\n,05,04,0000017\r\n,06,04,0000014\r\n237\x1a210\x1a0000\x03'],
  ])('takes %j from a device, and writes the same', (text) => {
    const report = checkVectors(subject, [line({ direction: 'device->host', class: 'canonical', hex: hex(text) })]);
    expect(formatVectorReport(report)).not.toContain('FAILED');
  });

  it.each([
    ['a wrong value', { direction: 'device->host', class: 'canonical', hex: hex('\x062360000\x03'), decoded: { temperature_c: 23.7 } }],
    [
      'a wrong well',
      {
        direction: 'device->host',
        class: 'canonical',
        hex: hex('01,1,\r000:00:00.0,237,04,04,0000018\r\n,05,04,0000017\r\n,06,04,0000014\r\n237\x1a210\x1a0000\x03'),
        decoded: { rlu: { D4: 18, F4: 17, E4: 14 } },
      },
    ],
    [
      'a body with a wrong checksum',
      { direction: 'device->host', class: 'canonical', hex: hex('01,1,\r000:00:00.0,237,04,04,0000018\r\n237\x1a001\x1a0000\x03') },
    ],
    [
      'a definition with a wrong checksum',
      { direction: 'host->device', class: 'accept', hex: hex('004701010108120001200100001100100000106000080580114\x03') },
    ],
    [
      'a wavelength that the device lacks',
      { direction: 'host->device', class: 'accept', hex: hex('004701010108120001200100001100100000106000080220104\x03') },
    ],
    ['a refusal of what the device takes', { direction: 'host->device', class: 'reject', hex: hex('J') }],
  ])('when a vector states %s, it fails', (_, fields) => {
    expect(failuresOf(fields)).toBe(1);
  });
});
