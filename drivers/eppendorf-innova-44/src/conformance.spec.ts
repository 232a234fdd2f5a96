import { verbCall } from '@labwright/domain';
import { describeConformance } from '../../kit/src/conformance/conformance';
import { Innova44Device, innova44 } from './index';

const warm = verbCall('ensureTemperature', { target: 37 });
const shake = verbCall('ensureShaking', { speed: 220 });

describeConformance('eppendorf-innova-44', {
  module: innova44,
  makeDevice: (options) => new Innova44Device(options),
  // The wire has none.
  serialNumber: '',
  verbs: [
    { before: [], call: warm },
    { before: [], call: shake },
    { before: [], call: verbCall('ensureStopped') },
  ],
  slow: { before: [], call: warm },
  read: {
    call: warm,
    fresh: (readings, truth) => Math.abs((readings[0]?.value ?? NaN) - Number(truth['temperature'])) < 0.15,
  },
  isSetCommand: (written) => /^(CS|CT) /.test(written),
  silencePhase: 'accept',
  faults: {
    drop: 'dropReplies',
    corrupt: 'corruptNextFrame',
    late: 'lateReplies',
    split: 'splitFrames',
    double: 'doubleFrames',
    junk: 'junkBytes',
  },
  notApplicable: {
    'passes an unsolicited error on as a notice, never as an answer':
      'this wire has no error line; its one unsolicited line, OK at power-up, has specs of its own',
  },
});
