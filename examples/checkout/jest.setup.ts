beforeEach(() => {
  expect.hasAssertions();
});

process.on('unhandledRejection', (reason) => {
  throw reason;
});
