import { verbCall } from '@labwright/domain';
import { describeMqttConformance } from '../../kit/src/mqtt/conformance/mqtt-conformance';
import { PioreactorDevice, pioreactor } from './index';

const stir = verbCall('ensureStirring', { speed: 500 });
const warm = verbCall('ensureTemperature', { target: 37 });
const watch = verbCall('ensureMonitoring');

describeMqttConformance('pioreactor', {
  module: pioreactor,
  makeDevice: (options) => new PioreactorDevice(options),
  serialNumber: 'SIM-PIO-0001',
  settings: { unit: 'SIM-PIO-0001', experiment: 'exp1', apiUrl: 'http://leader/api' },
  verbs: [
    { before: [], call: stir },
    { before: [], call: verbCall('ensureStirringOff') },
    { before: [], call: watch },
    { before: [], call: verbCall('ensureMonitoringOff') },
    { before: [], call: warm },
    { before: [], call: verbCall('ensureTemperatureOff') },
  ],
  slow: warm,
  setPoint: {
    first: stir,
    second: verbCall('ensureStirring', { speed: 800 }),
    topic: 'pioreactor/SIM-PIO-0001/exp1/stirring/target_rpm',
  },
  faults: {
    drop: 'dropReplies',
    double: 'duplicateMessages',
    reorder: 'reorderMessages',
    lateLastWill: 'lateLastWill',
    jobLost: 'jobLost',
  },
});
