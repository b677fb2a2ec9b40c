import { expect, test } from '@playwright/test';

test('card', async ({ page }) => {
  await page.routeFromHAR('card in the payment step');
  await page.route('**/analytics/**', (route) => route.abort());
  await page.goto('/checkout');
  await expect(page.getByText('Thank you')).toBeVisible();
});
