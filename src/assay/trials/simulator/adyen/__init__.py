"""A provider that speaks Adyen's Checkout API: JSON requests -> payments, modifications, and signed notifications."""
