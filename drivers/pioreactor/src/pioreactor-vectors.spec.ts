import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkVectors, formatVectorReport } from '@drivers/kit';
import { pioreactorVectors as subject } from './pioreactor-vectors';

const lines = readFileSync(join(__dirname, '..', 'vectors.jsonl'), 'utf8').split('\n');
const AT = 'pioreactor/unit1/exp1';
const T = '"timestamp":"2010-01-01T12:00:20.5Z"';
const vector = (direction: string, topic: string, payload: string, more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    id: 'x',
    instrument: 'Pioreactor (MQTT)',
    meaning: '',
    decoded: null,
    class: 'canonical',
    direction,
    topic: `${AT}/${topic}`,
    hex: Buffer.from(payload).toString('hex'),
    ...more,
  });

describe('the published vectors', () => {
  it('all 11 pass in both directions, and none is left out', () => {
    const report = checkVectors(subject, lines);
    expect(formatVectorReport(report)).not.toContain('FAILED');
    expect(report.total).toEqual({ checked: 11, failed: 0, notApplicable: 0 });
    expect(report.notCompared).toEqual({});
  });

  it.each([
    ['stirring/target_rpm', '500', { value: 500 }],
    ['stirring/target_rpm', '500.0', { value: 500 }],
    ['stirring/measured_rpm', `{"measured_rpm":500.0,${T}}`, { measured_rpm: 500 }],
    ['stirring/duty_cycle', '31.5', { value: 31.5 }],
    ['od_reading/raw_od1', `{"calibrated":0,${T},"angle":"90","od":0.05,"channel":"1","ir_led_intensity":80}`, { calibrated: false }],
    ['od_reading/od_fused', `{"od_fused":0.7,${T}}`, { od_fused: 0.7 }],
    ['od_reading/interval', '5.0', { value: 5 }],
    ['growth_rate_calculating/growth_rate', `{"growth_rate":0.42,${T}}`, { growth_rate: 0.42 }],
    ['temperature_automation/temperature', `{${T},"temperature":37.0}`, { temperature: 37 }],
    ['temperature_automation/target_temperature', '37', { c: 37 }],
    ['dosing_events', `{"volume_change":-0.5,"event":"remove_waste","source_of_event":null,${T}}`, { volume_change: -0.5 }],
    ['led_change_events', `{"channel":"A","intensity":50,"source_of_event":"x",${T}}`, { intensity: 50, channel: 'A' }],
    ['logs/stirring/warning', `{"message":"caf\\u00e9","level":"WARNING","task":"t","source":"app",${T}}`, { level: 'WARNING' }],
    ['monitor/button_down', 'false', { value: false }],
    ['monitor/versions', '{"hat":"1.1","app":null}', {}],
  ])('%s %s is read and written back to the byte', (topic, payload, decoded) => {
    const report = checkVectors(subject, [vector('device->host', topic, payload, { decoded })]);
    expect(formatVectorReport(report)).not.toContain('FAILED');
  });

  it.each([
    ['stirring/target_rpm/set', '750'],
    ['stirring/$state/set', 'disconnected'],
    ['temperature_automation/target_temperature/set', '36.5'],
  ])('%s %s is what the driver writes', (topic, payload) => {
    expect(checkVectors(subject, [vector('host->device', topic, payload)]).total).toMatchObject({ checked: 1, failed: 0 });
    expect(checkVectors(subject, [vector('host->device', topic, `${payload} `)]).total.failed).toBe(1);
  });

  it.each([
    ['stirring/$state/set', 'lost'],
    ['stirring/target_rpm/set', 'fast'],
    ['stirring/target_rpm/set', ''],
    ['stirring/target_rpm', '500'],
  ])('the device refuses %s "%s"', (topic, payload) => {
    expect(checkVectors(subject, [vector('host->device', topic, payload, { class: 'reject' })]).total.failed).toBe(0);
  });

  it.each([
    ['stirring/measured_rpm', '500'],
    ['od_reading/od1', `{"calibrated":1,${T},"angle":"90","od":0.6,"channel":"1","ir_led_intensity":80.0}`],
    ['od_reading/od1', '{"od":0.6'],
    ['temperature_automation/temperature', '{"timestamp":"yesterday","temperature":37.0}'],
    ['stirring/$state', 'gone'],
  ])('the driver refuses %s "%s"', (topic, payload) => {
    const line = vector('device->host', topic, payload, { expect: 'DRIVER_FRAME_INVALID' });
    expect(checkVectors(subject, [line]).total).toMatchObject({ checked: 1, failed: 0 });
  });

  it('when a vector states a wrong value, fails', () => {
    expect(checkVectors(subject, [vector('device->host', 'stirring/$state', 'ready', { decoded: { state: 'init' } })]).total.failed).toBe(
      1,
    );
  });
});
