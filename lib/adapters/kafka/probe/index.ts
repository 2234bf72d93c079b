export { createKafkaProbe } from './kafka-probe';
