// Stands for the built bundle in tests of the constructs: only its path and its bytes count.
exports.handler = async () => ({});
