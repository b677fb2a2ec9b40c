import { expect, test } from '@playwright/test';

test('address', async ({ page }) => {
  await page.routeFromHAR('address in the payment step');
  await page.goto('/checkout');
  await expect(page.getByText('Thank you')).toBeVisible();
});
