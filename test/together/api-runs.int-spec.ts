import { together } from './groups';

together('api-runs');
