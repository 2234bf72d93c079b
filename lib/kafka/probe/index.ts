export { createKafkaProbe, type KafkaProbeOptions } from './kafka-probe';
