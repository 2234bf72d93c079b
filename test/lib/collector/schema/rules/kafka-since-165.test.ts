import { refusals } from '../complaints';

/** Each was tried with `otelcol validate` of v0.165.1 and v0.160.0. */
describe('the Kafka components since v0.165', () => {
  it.each([
    ['receivers/kafka', 'dial_timeout: 0s', 'dial_timeout'],
    ['exporters/kafka', 'dial_timeout: 0s', 'dial_timeout'],
    ['receivers/kafka', 'metadata: {retry: {max: -1}}', 'metadata.retry.max'],
    ['receivers/kafka', 'metadata: {retry: {backoff: -1s}}', 'metadata.retry.backoff'],
    ['receivers/kafka', 'max_decompress_batch_bytes: 0', 'max_decompress_batch_bytes'],
    [
      'exporters/kafka',
      'producer: {max_inflight_requests_per_broker: 0}',
      'producer.max_inflight_requests_per_broker',
    ],
    [
      'exporters/kafka',
      'producer: {max_inflight_requests_per_broker: 2, required_acks: all}',
      'producer.max_inflight_requests_per_broker',
    ],
    ['receivers/kafka', 'auth: {sasl: {mechanism: AWS_MSK_IAM_OAUTHBEARER}}', 'auth.sasl.aws_msk.region'],
    ['receivers/kafka', 'protocol_version: 4.5.0', 'protocol_version'],
  ])('%s refuses %s', (component, settings, path) => {
    expect(refusals(component, settings, 165)).toEqual([`validate ${path}`]);
  });

  it.each([
    ['exporters/kafka', 'producer: {max_inflight_requests_per_broker: 2}'],
    ['receivers/kafka', 'protocol_version: 4.4.0'],
    ['receivers/kafka', 'max_decompress_batch_bytes: 1'],
  ])('%s accepts %s', (component, settings) => {
    expect(refusals(component, settings, 165)).toEqual([]);
  });

  it.each([
    ['receivers/kafka', 'metadata: {retry: {max: -1}}'],
    ['receivers/kafka', 'auth: {sasl: {mechanism: AWS_MSK_IAM_OAUTHBEARER}}'],
  ])('%s of v0.160 accepts %s', (component, settings) => {
    expect(refusals(component, settings, 160)).toEqual([]);
  });
});
