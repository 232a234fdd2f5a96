import { together } from './groups';

together('models');
