import { together } from './groups';

together('api-instruments');
