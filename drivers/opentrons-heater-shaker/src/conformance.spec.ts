import { verbCall } from '@labwright/domain';
import { describeConformance } from '../../kit/src/conformance/conformance';
import { HeaterShakerDevice, heaterShaker } from './index';

const warm = verbCall('ensureTemperature', { target: 45 });
const shake = verbCall('ensureShaking', { speed: 500 });
const stop = verbCall('ensureStopped');
const latch = verbCall('ensureLatched');

describeConformance('opentrons-heater-shaker', {
  module: heaterShaker,
  makeDevice: (options) => new HeaterShakerDevice(options),
  serialNumber: 'SIMHS0001',
  verbs: [
    { before: [], call: warm },
    { before: [], call: verbCall('ensureTemperatureOff') },
    { before: [latch], call: shake },
    { before: [], call: stop },
    { before: [stop], call: verbCall('ensureUnlatched') },
    { before: [], call: latch },
  ],
  slow: { before: [], call: warm },
  read: {
    call: warm,
    fresh: (readings, truth) => Math.abs((readings[0]?.value ?? NaN) - Number(truth['temperature'])) < 0.1,
  },
  isSetCommand: (written) => /^(M3 |M104 |M106 |M242 |M243 |G28 )/.test(written),
  faults: {
    drop: 'dropReplies',
    corrupt: 'corruptNextFrame',
    late: 'lateReplies',
    split: 'splitFrames',
    double: 'doubleFrames',
    junk: 'junkBytes',
    unsolicited: 'unsolicitedError',
  },
});
