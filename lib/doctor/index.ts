export { type CollectorFile, collectorClients } from './collector-clients';
export { type Examination, examine } from './examine';
export { type AwsLook, examineAws } from './examine-aws';
export { examineReading } from './examine-reading';
export { type ExplainedFinding, explained, type Finding, fault, isFault, skipped } from './finding';
export { specClients } from './spec-clients';
export { type Client, type Connection, groupByConnection, type Target } from './target';
