import { verbCall, type VerbCall } from '@labwright/domain';
import { describeConformance } from '../../kit/src/conformance/conformance';
import { SynergyH1Device, synergyH1 } from './index';

const warm = verbCall('ensureTemperature', { target: 37 });
const off = verbCall('ensureTemperatureOff');
const open = verbCall('ensureOpen');
const close = verbCall('ensureClosed');
const shake = verbCall('ensureShaking', { speed: 567 });
const stop = verbCall('ensureStopped');
const NOT_ASKED = 'neither the carrier nor the set point nor the shaker can be asked for, and a set command is not repeated';
const calls: readonly { before: readonly VerbCall[]; call: VerbCall }[] = [
  { before: [], call: warm },
  { before: [], call: off },
  { before: [], call: open },
  { before: [], call: close },
  { before: [], call: shake },
  { before: [], call: stop },
];

describeConformance('agilent-synergy-h1', {
  module: synergyH1,
  makeDevice: (options) => new SynergyH1Device(options),
  serialNumber: 'SIMH10001',
  verbs: calls,
  slow: { before: [], call: warm },
  read: {
    call: warm,
    fresh: (readings, truth) => Math.abs((readings[0]?.value ?? NaN) - Number(truth['temperature'])) < 0.1,
  },
  isSetCommand: (written) => ['g', 'J', 'A', 'O', 'x', '&', 'y', 't', 'D'].includes(written),
  faults: {
    drop: 'dropReplies',
    corrupt: 'corruptNextFrame',
    late: 'lateReplies',
    split: 'splitFrames',
    double: 'doubleFrames',
    junk: 'junkBytes',
  },
  notApplicable: {
    'passes an unsolicited error on as a notice, never as an answer': 'the device is not known to say anything unasked',
    'when the reply to a set command is lost, asks the device instead of sending it again': NOT_ASKED,
  },
});
