export { describeDifference } from './describe-difference';
export {
  explanationsOf,
  isAboutWhatIsRead,
  type KnownCluster,
  liveDifferences,
} from './differences';
export { type LiveHolding, type LiveQueue, longestHoldMs } from './holding';
export type { LiveLogin, TlsUse } from './live-connection';
export type { LiveDifference } from './live-difference';
export {
  type LiveRead,
  type LiveReceiver,
  type LiveSettings,
  membersPerTask,
  ownClientIds,
  readLiveSettings,
} from './live-settings';
export { certainValue, type LiveValue, valueIn } from './live-value';
export type { Subscription } from './subscription';
