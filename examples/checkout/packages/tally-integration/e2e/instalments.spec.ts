import { expect, test } from '@playwright/test';

test('instalments', async ({ page }) => {
  await page.routeFromHAR('instalments in the payment step');
  await page.goto('/checkout');
  await expect(page.getByText('Thank you')).toBeVisible();
});
