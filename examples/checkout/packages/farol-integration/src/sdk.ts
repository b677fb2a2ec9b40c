/** Farol's own fields. */
export function loadFarol(): void {
  const script = document.createElement('script');
  script.src = '//js.farol.example/fields/2.0.4/farol.js';
  document.head.append(script);
}
