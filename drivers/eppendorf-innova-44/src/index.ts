export { Innova44Device } from './innova-44.device';
export { innova44 } from './innova-44.driver';
export { innova44Vectors } from './innova-44-vectors';
