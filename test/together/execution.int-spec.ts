import { together } from './groups';

together('execution');
