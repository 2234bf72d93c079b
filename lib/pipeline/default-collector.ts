/** The Collector that is rendered for and checked against when none is named: the newest that was tried. */
export const DEFAULT_COLLECTOR_VERSION = '0.165.1';
