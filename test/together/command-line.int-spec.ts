import { together } from './groups';

together('command-line');
