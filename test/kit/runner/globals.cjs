// `@jest/globals`: what it would give stands among the globals of the process. Node reads names of exports from assignments.
exports.jest = undefined;
module.exports = globalThis;
