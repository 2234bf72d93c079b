import { parentPort, workerData } from 'node:worker_threads';
import type { Pass } from './passes';
import { runPass, type Share } from './run';
import { modelSpec } from './spec';

/** One thread's share of a pass. */
const { pass, share } = workerData as { pass: Pass; share: Share };
const result = runPass({ spec: modelSpec(), without: undefined }, pass, share);
parentPort?.postMessage(result);
