module.exports = {
  testMatch: ['**/*.test.ts'],
  setupFilesAfterEnv: ['<rootDir>/jest.setup.ts'],
  coverageThreshold: { global: { lines: 80, branches: 80 } },
};
