import type { ErrorEntry } from '../error-entry';

/** Errors that only `npm start` and the tests can raise. */
export const EMBEDDED_WORLD_ERRORS = {
  JAVA_MISSING: {
    area: 'embedded-world',
    meaning: 'Java was not found on the PATH or in `JAVA_HOME`.',
    whatToDo: 'Install Java 17 or later, or set `KAFKA_BROKERS` to use an existing Kafka.',
  },
  JAVA_TOO_OLD: {
    area: 'embedded-world',
    meaning: 'Java is older than 17.',
    whatToDo: 'Point `JAVA_HOME` at a newer version.',
  },
  MAVEN_MISSING: {
    area: 'embedded-world',
    meaning: 'Kafka is not in the cache, and `mvn` was not found to fetch it.',
    whatToDo: 'Install Maven, or set `KAFKA_HOME` or `KAFKA_BROKERS`.',
  },
  KAFKA_HOME_INVALID: {
    area: 'embedded-world',
    meaning: '`KAFKA_HOME/libs` does not contain Kafka.',
    whatToDo: 'Point `KAFKA_HOME` at an unpacked Kafka.',
  },
  KAFKA_FETCH_FAILED: {
    area: 'embedded-world',
    meaning: 'Maven could not fetch Kafka. Its last lines follow the message.',
    whatToDo: 'Check that Maven can reach its repository, or set `KAFKA_HOME`.',
  },
  KAFKA_START_FAILED: {
    area: 'embedded-world',
    meaning: 'The broker exited while it started. Its last lines follow the message.',
    whatToDo: 'Fix what those lines report.',
  },
  GO_MISSING: {
    area: 'embedded-world',
    meaning: 'Go was not found to build a Collector, or a client that the benchmark compares with.',
    whatToDo: 'Install Go 1.26 or later, or set `OTELCOL_BIN`.',
  },
  GO_TOO_OLD: {
    area: 'embedded-world',
    meaning: 'Go is older than 1.26.',
    whatToDo: 'Install Go 1.26 or later, or set `OTELCOL_BIN`.',
  },
  OTELCOL_BIN_UNUSABLE: {
    area: 'embedded-world',
    meaning: '`OTELCOL_BIN --version` did not run.',
    whatToDo: 'Point `OTELCOL_BIN` at a Collector v0.160.0 with the Kafka components.',
  },
  COLLECTOR_BUILD_FAILED: {
    area: 'embedded-world',
    meaning: 'The Collector could not be built. The last lines of the build follow the message.',
    whatToDo: 'Check that Go can reach its module proxy, or set `OTELCOL_BIN`.',
  },
  MATRIX_FAILED: {
    area: 'embedded-world',
    meaning: 'The main job failed with some versions of Kafka or the Collector.',
    whatToDo: 'Run `npm start` with these versions and `--keep`, and read its logs.',
  },
  BENCH_PEER_BUILD_FAILED: {
    area: 'embedded-world',
    meaning:
      'A client that the benchmark compares with could not be built. The output of Go follows the message.',
    whatToDo: 'Check that Go can reach its module proxy.',
  },
  COLLECTOR_START_FAILED: {
    area: 'embedded-world',
    meaning: 'A Collector did not become healthy. Its last lines follow the message.',
    whatToDo: 'Fix the setting that those lines name.',
  },
  COLLECTOR_METRICS_UNREADABLE: {
    area: 'embedded-world',
    meaning: "A Collector's own metrics cannot be read.",
    whatToDo: 'Check its log, and whether it still runs.',
  },
  CORPUS_PORT_TAKEN: {
    area: 'embedded-world',
    meaning: 'A configuration of the corpus listens on a port that is in use (`npm run record:collectors`).',
    whatToDo: 'Let that configuration listen on `127.0.0.1:0`.',
  },
  COLLECTOR_DROPPED_DATA: {
    area: 'embedded-world',
    meaning: 'The ingestion Collector dropped data.',
    whatToDo: 'Look for "Exporting failed" in its log.',
  },
  LAMBDA_TIMED_OUT: {
    area: 'embedded-world',
    meaning: "The controller's process did not answer within 60 s.",
    whatToDo: 'Read its log; the message has the path.',
  },
  LAMBDA_ENDED: {
    area: 'embedded-world',
    meaning: "The controller's process exited. Its last lines follow the message.",
    whatToDo: 'Fix what those lines report.',
  },
  LOCAL_PROCESS_NOT_STARTED: {
    area: 'embedded-world',
    meaning: 'A process could not be started.',
    whatToDo: 'Check that the file exists and is executable.',
  },
  LOCAL_WAIT_TIMEOUT: {
    area: 'embedded-world',
    meaning: 'A condition did not become true in time. A busy machine needs more time.',
    whatToDo: 'Read the logs that the message names. `--keep` keeps them after the run.',
  },
} as const satisfies Record<string, ErrorEntry>;
