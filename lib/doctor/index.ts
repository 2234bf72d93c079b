export { type AwsCheck, checkAws } from './check-aws';
export { checkReaders } from './check-readers';
export { checkTarget, type TargetResult } from './check-target';
export { type CollectorFile, collectorClients } from './collector-clients';
export { type ExplainedFinding, explained, type Finding, fault, isFault, skipped } from './finding';
export { specClients } from './spec-clients';
export { type Client, type Connection, groupByConnection, type Target } from './target';
