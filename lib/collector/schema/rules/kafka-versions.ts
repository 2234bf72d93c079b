/** Since v0.122 configkafka validates the settings of client and consumer. Before that, they were checked only at start. */
export const CONFIGKAFKA_SINCE = 122;
/** Since v0.138 franz-go is the default client of the receiver. The exporter changed a little earlier. */
export const FRANZ_SINCE = 138;
