// Writes the conformance suite as JSON, one test a line: {"section", "suite", "test"}. The tests are as published,
// but numbers are written as text: some are beyond what readers of JSON take.
"use strict";

const { tests } = require("@bufbuild/cel-spec/testdata/conformance.js");

function* walk(suite, path) {
  for (const test of suite.tests ?? []) {
    yield { section: path[1], suite: path[2] ?? "", test: test.original };
  }
  for (const inner of suite.suites ?? []) {
    yield* walk(inner, [...path, inner.name]);
  }
}

const numberAsText = (key, value) => (typeof value === "number" ? String(value) : value);

for (const test of walk(tests, [tests.name])) {
  process.stdout.write(`${JSON.stringify(test, numberAsText)}\n`);
}
