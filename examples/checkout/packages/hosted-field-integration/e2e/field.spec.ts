import { expect, test } from '@playwright/test';

test('field', async ({ page }) => {
  await page.routeFromHAR('field in the payment step');
  await page.goto('/checkout');
  await expect(page.getByText('Thank you')).toBeVisible();
});
