export { createKafkaAdmin, type KafkaAdminOptions } from './kafka-admin';
