import { expect, test } from '@playwright/test';

test('wallet', async ({ page }) => {
  await page.routeFromHAR('wallet in the payment step');
  await page.goto('/checkout');
  await expect(page.getByText('Thank you')).toBeVisible();
});
