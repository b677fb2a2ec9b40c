const ORIGIN = 'https://secure.nordpay.example';
const KNOWN_HOSTS = ['secure.nordpay.example', 'bank.nordpay.example'];

/** Sends the shopper to the page of the bank, and nowhere else. */
export function goToBank(address: string): void {
  const url = new URL(address);
  if (url.protocol !== 'https:' || !KNOWN_HOSTS.includes(url.hostname)) {
    throw new Error(`nordpay does not go to ${url.hostname}`);
  }
  window.location.assign(url.href);
}

/** Lets the bank ask the shopper inside a frame; resolves with what the bank says. */
export function challenge(frame: HTMLIFrameElement, paymentId: string): Promise<string> {
  return new Promise((resolve) => {
    const listener = (event: MessageEvent<{ outcome: string }>) => {
      if (event.origin !== ORIGIN) {
        return;
      }
      window.removeEventListener('message', listener);
      resolve(event.data.outcome);
    };
    window.addEventListener('message', listener);
    frame.contentWindow?.postMessage({ type: 'start', paymentId }, ORIGIN);
  });
}
