import { parentPort, workerData } from 'node:worker_threads';
import { REAL } from './model/tick';
import type { Pass } from './search/passes';
import { runPass, type Share } from './search/run';

/** Runs one thread's share of a pass. */
const { pass, share } = workerData as { pass: Pass; share: Share };
parentPort?.postMessage(runPass(REAL, pass, share));
