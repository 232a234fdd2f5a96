export { HeaterShakerDevice } from './heater-shaker.device';
export { heaterShaker } from './heater-shaker.driver';
export { heaterShakerVectors } from './heater-shaker-vectors';
