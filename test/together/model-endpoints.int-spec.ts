import { together } from './groups';

together('model-endpoints');
