/** Waits for the wallet's frame to say that the shopper agrees. */
export function agreement(): Promise<string> {
  return new Promise((resolve) => {
    window.addEventListener('message', (event: MessageEvent<{ consent: string }>) => resolve(event.data.consent));
  });
}
