import { expect, test } from '@playwright/test';

test('bank', async ({ page }) => {
  await page.routeFromHAR('bank in the payment step');
  await page.goto('/checkout');
  await expect(page.getByText('Thank you')).toBeVisible();
});
