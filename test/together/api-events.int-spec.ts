import { together } from './groups';

together('api-events');
