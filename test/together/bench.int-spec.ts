import { together } from './groups';

together('bench');
