export { SynergyH1Device } from './synergy-h1.device';
export { synergyH1 } from './synergy-h1.driver';
export { synergyH1Vectors } from './synergy-h1-vectors';
