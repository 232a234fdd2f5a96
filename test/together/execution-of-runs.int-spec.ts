import { together } from './groups';

together('execution-of-runs');
