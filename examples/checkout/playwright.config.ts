import { defineConfig } from '@playwright/test';

export default defineConfig({ testDir: 'packages', testMatch: '**/*.spec.ts', retries: 0, forbidOnly: true });
