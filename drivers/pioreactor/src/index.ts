export { PioreactorDevice } from './pioreactor.device';
export type { PioreactorOptions } from './pioreactor.device';
export { pioreactor } from './pioreactor.driver';
export { PioreactorServer } from './pioreactor-server.device';
export { pioreactorVectors } from './pioreactor-vectors';
