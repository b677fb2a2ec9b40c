const integrations = {
  nordpay: () => import('@harbour/nordpay-integration'),
  kvitto: () => import('@harbour/kvitto-integration'),
  tally: () => import('@harbour/tally-integration'),
  farol: () => import('@harbour/farol-integration'),
};

export type IntegrationName = keyof typeof integrations;

export function loadIntegration(name: IntegrationName) {
  return integrations[name]();
}
