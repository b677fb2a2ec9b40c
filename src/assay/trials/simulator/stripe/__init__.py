"""A provider that speaks Stripe's API: form encoded requests -> objects, events and errors as Stripe has them."""
