/* The simulated lab as a process of its own; see README.md for its environment. */
import { runService } from '@labwright/process';
import { EMBEDDED_BIOREACTORS, EMBEDDED_FLEET } from './fleet';
import { simulatorService } from './simulator';

runService(simulatorService(EMBEDDED_FLEET, EMBEDDED_BIOREACTORS));
