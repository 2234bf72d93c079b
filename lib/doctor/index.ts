export { type CollectorFile, collectorClients } from './collector-clients';
export { examine } from './examine';
export { type AwsLook, examineAws } from './examine-aws';
export { type ExplainedFinding, explained, type Finding, fault, isFault } from './finding';
export { specClients } from './spec-clients';
export { type Client, type Connection, groupByConnection, type Target } from './target';
