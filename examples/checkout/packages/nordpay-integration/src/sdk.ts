const ADDRESS = 'https://js.nordpay.example/web/3.2.1/nordpay.js';
const INTEGRITY = 'sha384-8efbe6oaNzROhDBCSkmngk71iC88l8fHku3POAGZa4o3yYAuDEU/iDkTd3BjsvFO';

/** Nordpay's own fields, at the version that was looked at. */
export function loadNordpay(): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = ADDRESS;
    script.integrity = INTEGRITY;
    script.crossOrigin = 'anonymous';
    script.onload = () => resolve();
    script.onerror = () => reject(new Error('nordpay.js could not be loaded'));
    document.head.append(script);
  });
}
