import type { DeviceFault } from '@drivers/kit';

/** What the firmware says, what it means to us, and what a person does about it. */
interface VendorError {
  readonly name: string;
  readonly text: string;
  readonly code: DeviceFault['code'];
  /** `unknown` when the device moved or may have moved before it gave up. */
  readonly outcome: 'failed' | 'unknown';
  readonly advice: string;
}

type Row = readonly [number, string, string];

const HOST: readonly Row[] = [
  [1, 'USB_TX_OVERRUN', 'tx buffer overrun'],
  [2, 'INTERNAL_QUEUE_FULL', 'internal queue full'],
  [4, 'GCODE_CACHE_FULL', 'gcode cache full'],
  [5, 'BAD_MESSAGE_ACKNOWLEDGEMENT', 'bad message acknowledgement'],
];
const MOTOR_HARDWARE: readonly Row[] = [
  [101, 'MOTOR_FOC_DURATION', 'main motor:FOC_DURATION'],
  [102, 'MOTOR_BLDC_OVERVOLT', 'main motor:overvolt'],
  [103, 'MOTOR_BLDC_UNDERVOLT', 'main motor:undervolt'],
  [104, 'MOTOR_BLDC_OVERTEMP', 'main motor:overtemp'],
  [105, 'MOTOR_BLDC_STARTUP_FAILED', 'main motor:startup failed'],
  [106, 'MOTOR_BLDC_SPEEDSENSOR_FAILED', 'main motor:speedsensor failed'],
  [107, 'MOTOR_BLDC_DRIVER_FAULT', 'main motor:driver fault'],
  [108, 'MOTOR_BLDC_DRIVER_ERROR', 'main motor:driver error'],
  [109, 'MOTOR_SPURIOUS_ERROR', 'main motor:spurious error'],
  [110, 'MOTOR_UNKNOWN_ERROR', 'main motor:unknown error'],
  [111, 'MOTOR_UNABLE_TO_MOVE', 'main motor:unable to move'],
  [122, 'MOTOR_BAD_HOME', 'main motor:bad home'],
];
const LATCH_HARDWARE: readonly Row[] = [
  [125, 'PLATE_LOCK_TIMEOUT', 'plate lock:timeout'],
  [128, 'FAULTY_LATCH_SENSORS', 'plate lock:issue with end stop sensors (both reading high)'],
];
const PARAMETER: readonly Row[] = [
  [120, 'MOTOR_ILLEGAL_SPEED', 'main motor:illegal speed'],
  [121, 'MOTOR_ILLEGAL_RAMP_RATE', 'main motor:illegal ramp rate'],
  [212, 'HEATER_CONSTANT_OUT_OF_RANGE', 'heater:control constant out of range'],
  [213, 'HEATER_ILLEGAL_TARGET_TEMPERATURE', 'heater:target temperature out of range'],
  [301, 'SYSTEM_SERIAL_NUMBER_INVALID', 'system:serial number invalid format'],
];
const INTERLOCK: readonly Row[] = [
  [123, 'MOTOR_NOT_HOME', 'main motor:not home (required)'],
  [124, 'MOTOR_NOT_STOPPED', 'main motor:not stopped (required)'],
  [126, 'PLATE_LOCK_NOT_CLOSED', 'main motor:plate lock not closed (required)'],
];
const HEATER_HARDWARE: readonly Row[] = [
  [201, 'HEATER_THERMISTOR_A_DISCONNECTED', 'heater:thermistor a disconnected'],
  [202, 'HEATER_THERMISTOR_A_SHORT', 'heater:thermistor a short'],
  [203, 'HEATER_THERMISTOR_A_OVERTEMP', 'heater:thermistor a overtemp'],
  [205, 'HEATER_THERMISTOR_B_DISCONNECTED', 'heater:thermistor b disconnected'],
  [206, 'HEATER_THERMISTOR_B_SHORT', 'heater:thermistor b short'],
  [207, 'HEATER_THERMISTOR_B_OVERTEMP', 'heater:thermistor b overtemp'],
  [208, 'HEATER_THERMISTOR_BOARD_SHORT', 'heater:board thermistor short'],
  [209, 'HEATER_THERMISTOR_BOARD_OVERTEMP', 'heater:board thermistor overtemp'],
  [210, 'HEATER_THERMISTOR_BOARD_DISCONNECTED', 'heater:board thermistor disconnected'],
  [211, 'HEATER_HARDWARE_ERROR_LATCH', 'heater:heatpad thermistor overtemp or disconnected'],
  [214, 'HEATER_HARDWARE_SHORT_CIRCUIT', 'heater:heatpad circuit shorted'],
  [215, 'HEATER_HARDWARE_OPEN_CIRCUIT', 'heater:heatpad circuit open'],
  [216, 'HEATER_HARDWARE_OVERCURRENT_CIRCUIT', 'heater:heatpad circuit overcurrent'],
];
const SYSTEM_HARDWARE: readonly Row[] = [
  [302, 'SYSTEM_SERIAL_NUMBER_HAL_ERROR', 'system:HAL error, busy, or timeout'],
  [303, 'SYSTEM_LED_I2C_NOT_READY', 'system:LED I2C not ready'],
  [304, 'SYSTEM_LED_TRANSMIT_ERROR', 'system:LED I2C transmission or FreeRTOS notification passing failed'],
  [305, 'SYSTEM_FLASH_ERROR', 'system:flash write failed'],
];

const CALL_SERVICE = 'switch the module off and on; if it comes again, have it serviced';

function group(rows: readonly Row[], code: VendorError['code'], outcome: VendorError['outcome'], advice: string): [number, VendorError][] {
  return rows.map(([number, name, text]) => [number, { name, text, code, outcome, advice }]);
}

/**
 * Every error of the firmware by its number. Source: Opentrons/opentrons-modules 03384354, `heater-shaker/src/errors.cpp` and
 * `errors.hpp`. The numbers 204 and 112 to 119 do not exist.
 */
export const VENDOR_ERRORS: ReadonlyMap<number, VendorError> = new Map<number, VendorError>([
  ...group(HOST, 'DRIVER_DEVICE_BUSY', 'unknown', 'wait a moment and look at the instrument'),
  ...group([[3, 'UNHANDLED_GCODE', 'unhandled gcode']], 'DRIVER_UNSUPPORTED', 'failed', 'update the firmware of the module'),
  ...group(MOTOR_HARDWARE, 'DRIVER_DEVICE_HARDWARE', 'unknown', `remove what blocks the plate, then ${CALL_SERVICE}`),
  ...group(LATCH_HARDWARE, 'DRIVER_DEVICE_HARDWARE', 'unknown', 'look at the latch and free it, then run the step again'),
  ...group(PARAMETER, 'DRIVER_DEVICE_BAD_PARAMETER', 'failed', 'correct the value in the protocol'),
  ...group(INTERLOCK, 'DRIVER_DEVICE_INTERLOCK', 'failed', 'stop the shaker and close the latch first'),
  ...group(
    [[127, 'MOTOR_HOMING', 'main motor:currently homing (cannot interrupt)']],
    'DRIVER_DEVICE_BUSY',
    'failed',
    'wait until the shaker is home',
  ),
  ...group(HEATER_HARDWARE, 'DRIVER_DEVICE_HARDWARE', 'failed', `let it cool down, then ${CALL_SERVICE}`),
  ...group(SYSTEM_HARDWARE, 'DRIVER_DEVICE_HARDWARE', 'failed', CALL_SERVICE),
  [-1, { name: 'UNKNOWN_ERROR', text: 'unknown error code', code: 'DRIVER_DEVICE_HARDWARE', outcome: 'unknown', advice: CALL_SERVICE }],
]);

/** The firmware's error as ours. A number that this table lacks comes from a newer firmware, so nothing is assumed about it. */
export function deviceFault(number: number, text: string): DeviceFault {
  const known = VENDOR_ERRORS.get(number);
  return {
    code: known?.code ?? 'DRIVER_DEVICE_HARDWARE',
    vendorCode: vendorCode(number),
    vendorText: text,
    outcome: known?.outcome ?? 'unknown',
    advice: known?.advice ?? CALL_SERVICE,
  };
}

/** As it stands on the wire: `ERR003`, `ERR126`, `ERR-1`. */
export function vendorCode(number: number): string {
  return `ERR${number < 0 ? String(number) : String(number).padStart(3, '0')}`;
}
