import { authenticator } from './authenticator';
import { bearerTokenAuth, tokenFileRetry } from './bearer-token-auth';
import { debugExporter } from './debug-exporter';
import { batcher, plainQueue, queue, retry } from './exporter-helper';
import { healthCheck } from './health-check';
import { kafkaExporter } from './kafka-exporter';
import { kafkaReceiver } from './kafka-receiver';
import { otlpExporter, otlpHttpExporter, otlpReceiver } from './otlp';
import { filter, transform } from './ottl';
import { batch, memoryLimiter } from './processors';
import type { StructRule } from './rule';
import { tailSampling } from './tail-sampling';
import { telemetry, telemetryAddress } from './telemetry';
import { clientTls, serverTls } from './tls';

/** The checks beyond types, by the Go struct that they apply to. */
export const STRUCT_RULES: Readonly<Record<string, StructRule>> = {
  'batchprocessor.Config': batch,
  'bearertokenauthextension.Config': bearerTokenAuth,
  'configauth.Config': authenticator,
  'configauth.Authentication': authenticator,
  'confighttp.AuthConfig': authenticator,
  'configretry.BackOffConfig': retry,
  'configtls.ClientConfig': clientTls,
  'configtls.ServerConfig': serverTls,
  'credentialsfile.RetryOnFailureConfig': tokenFileRetry,
  'debugexporter.Config': debugExporter,
  'exporterbatcher.Config': batcher,
  'filterprocessor.Config': filter,
  'healthcheckextension.Config': healthCheck,
  'internal.QueueConfig': plainQueue,
  'kafkaexporter.Config': kafkaExporter,
  'kafkareceiver.Config': kafkaReceiver,
  'memorylimiter.Config': memoryLimiter,
  'otelconftelemetry.Config': telemetry,
  'otlpexporter.Config': otlpExporter,
  'otlphttpexporter.Config': otlpHttpExporter,
  'otlpreceiver.Config': otlpReceiver,
  'queuebatch.Config': queue,
  'tailsamplingprocessor.Config': tailSampling,
  'telemetry.Config': telemetryAddress,
  'transformprocessor.Config': transform,
};
