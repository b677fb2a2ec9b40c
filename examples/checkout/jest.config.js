module.exports = {
  testMatch: ['**/*.test.ts'],
  coverageThreshold: { global: { lines: 80, branches: 80 } },
};
