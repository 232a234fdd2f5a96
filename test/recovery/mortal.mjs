/* The dispatcher, which dies where the test wants it to. Not told anything, it is the product's with a look at what passes. */
import path from 'node:path';
import { dist, load } from '../bench/built.mjs';
import { followOrders } from './points.mjs';
import { putSqlPoints } from './sql-points.mjs';
import { putWirePoints } from './wire-points.mjs';

putSqlPoints();
putWirePoints();
followOrders();
load(path.join(dist, 'apps/dispatcher/src/main.js'));
