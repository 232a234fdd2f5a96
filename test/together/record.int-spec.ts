import { together } from './groups';

together('record');
