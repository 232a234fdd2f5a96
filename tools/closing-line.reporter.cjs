/** Prints the run's result as one last line, `N passed, N failed`, that any tool can read. */
module.exports = class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    process.stdout.write(`\n${results.numPassedTests} passed, ${results.numFailedTests + results.numRuntimeErrorTestSuites} failed\n`);
  }
};
